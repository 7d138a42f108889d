import type { Construct } from 'constructs';
import { WrongOption } from './wrong-option.ts';

/** The key in the CDK context: `cdk deploy -c folio:stage=dev`. */
export const STAGE = 'folio:stage';

/** The environment variable under which an app is synthesized for no account: the local cloud, a look at a checkout. */
export const NO_STAGE_FILES = 'FOLIO_NO_STAGE_FILES';

/** Prefixes that AWS reserves. A stage begins the paths of its parameters and the names of its buckets, which would be refused. */
const RESERVED = /^(aws|amazon|ssm|sthree)/;

/** Stages that would be read as something else: what has no stage is the main deployment. */
const MEANS_SOMETHING_ELSE: readonly string[] = ['main', 'folio'];

/**
 * The stage of this deployment; undefined for the main one. It begins names of every service of AWS, so it has to be what the
 * strictest of them takes: buckets know lower case only, parameters refuse AWS' own words, functions have 64 characters.
 *
 * @throws Error that says what is wrong with the name and what to call the stage instead
 */
export const stageOf = (scope: Construct): string | undefined => {
  const stage: unknown = scope.node.tryGetContext(STAGE);
  if (stage === undefined || stage === '') return undefined;
  const refuse = (why: string): never => {
    throw new WrongOption(`Context '${STAGE}' must be ${why}, for instance 'dev'.`);
  };
  if (typeof stage !== 'string' || !/^[a-z][a-z0-9]{0,15}$/.test(stage))
    return refuse('1 to 16 lower-case letters and digits and begin with a letter');
  if (RESERVED.test(stage))
    return refuse(`a name that does not begin with 'aws', 'amazon', 'ssm' or 'sthree', which AWS refuses`);
  if (MEANS_SOMETHING_ELSE.includes(stage))
    return refuse(`another name than '${stage}': leave it out for the main deployment; give a stage a name of its own`);
  return stage;
};

/** What comes before every name that AWS wants to be unique: `dev-`, or nothing in the main deployment. */
export const prefixOf = (scope: Construct): string => {
  const stage = stageOf(scope);
  return stage === undefined ? '' : `${stage}-`;
};

/** CloudWatch's namespace of everything that this deployment's functions count: two stages of an account never add up. */
export const metricNamespace = (scope: Construct): string => `${prefixOf(scope)}Folio`;

/**
 * The `aud` of every token that this deployment takes, whoever issues it: `folio`, or `folio-dev` in the stage `dev`. Two stages
 * behind one outside issuer do not take each other's tokens.
 */
export const audienceOf = (scope: Construct): string => {
  const stage = stageOf(scope);
  return stage === undefined ? 'folio' : `folio-${stage}`;
};
