import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { prefixOf } from './stage.ts';
import type { StagePlace } from './stage-place.ts';
import { WrongOption } from './wrong-option.ts';

/** Turns the entry file of a function, given from the repository's root, into what Lambda loads. */
export interface Bundles {
  /** `extras` are further files of the bundle: name beside `index.mjs` -> text. */
  readonly code: (entry: string, extras?: Readonly<Record<string, string>>) => Code;
  /** The files of the console as a browser loads them: name -> text. */
  readonly console: Readonly<Record<string, string>>;
}

/** What differs from one deployment of Folio to another; everything else is the same everywhere. */
export interface Deployment {
  /** Empty for the main deployment, else `<stage>-`: it comes before every name that AWS wants to be unique. */
  readonly prefix: string;
  /** The issuer of tokens, if it is not this deployment's own `identity`. */
  readonly externalIssuer: string | undefined;
  /** The commit that is deployed, for the release log; `-dirty` after it where more was. Absent where nobody knows it. */
  readonly commit: string | undefined;
  readonly bundles: Bundles;
  /** The account and region that the stage's file names; absent where it has none, and any will do. */
  readonly place?: StagePlace | undefined;
}

const text = (scope: Construct, key: string): string | undefined => {
  const value: unknown = scope.node.tryGetContext(key);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new WrongOption(`Context '${key}' must be text.`);
  return value;
};

/**
 * Reads `folio:stage`, `folio:issuer` and `folio:commit` from the CDK context.
 *
 * @param checkedOut the commit, where the context does not say it
 * @throws Error that says which of them is wrong and what it has to look like.
 */
export const readDeployment = (
  scope: Construct,
  bundles: Bundles,
  checkedOut: () => string | undefined = () => undefined,
): Deployment => {
  const prefix = prefixOf(scope);
  const externalIssuer = text(scope, 'folio:issuer');
  if (externalIssuer !== undefined && !/^https:\/\/[^\s?#]+$/.test(externalIssuer)) {
    throw new WrongOption(
      "Context 'folio:issuer' must be an https URL without query and fragment, as in the tokens' 'iss'.",
    );
  }
  const commit = text(scope, 'folio:commit') ?? checkedOut();
  if (commit !== undefined && !/^[0-9a-f]{7,64}(-dirty)?$/.test(commit)) {
    throw new WrongOption("Context 'folio:commit' must be a commit's hash in hexadecimal, with or without '-dirty'.");
  }
  return { prefix, externalIssuer, commit, bundles };
};
