import { hasTexts, isRecord } from '../folder/json-file.ts';

/** What Lambda keeps of one function, as it stands in `functions/<name>.json` of the data folder. */
export interface FunctionRecord {
  readonly format: 1;
  readonly name: string;
  readonly latest: Configuration;
  /** Immutable once published; numbers are never used again. */
  readonly versions: Readonly<Record<string, Configuration>>;
  readonly nextVersion: number;
  readonly aliases: Readonly<Record<string, AliasRecord>>;
  readonly reservedConcurrency: number | undefined;
}

export interface Configuration {
  /** SHA-256 of the code in hex: the name of its directory under `functions/code`. */
  readonly code: string;
  readonly codeSize: number;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** In AWS form: addresses are turned into local ones when an environment starts. */
  readonly environment: Readonly<Record<string, string>>;
  readonly description: string;
  readonly logGroup: string;
  readonly jsonLogs: boolean;
  readonly lastModified: string;
  readonly revisionId: string;
}

export interface AliasRecord {
  readonly functionVersion: string;
  readonly weights: Readonly<Record<string, number>>;
  readonly description: string;
  readonly revisionId: string;
}

const isConfiguration = (value: unknown): boolean =>
  hasTexts(value, 'code', 'handler', 'logGroup', 'revisionId') && isRecord(value) && isRecord(value.environment);

const isAlias = (value: unknown): boolean =>
  hasTexts(value, 'functionVersion', 'revisionId') && isRecord(value) && isRecord(value.weights);

/** Whether a file holds a function, and not what a crash of the disk or an editor has left of it. */
export const isFunctionRecord = (value: unknown): value is FunctionRecord =>
  isRecord(value) &&
  value.format === 1 &&
  typeof value.name === 'string' &&
  Number.isInteger(value.nextVersion) &&
  isConfiguration(value.latest) &&
  isRecord(value.versions) &&
  Object.values(value.versions).every(isConfiguration) &&
  isRecord(value.aliases) &&
  Object.values(value.aliases).every(isAlias);

/** What makes two configurations the same code in the same lambdaEnvironment, for publishing. */
export const sameBehaviour = (a: Configuration, b: Configuration): boolean => essence(a) === essence(b);

const essence = ({ lastModified, revisionId, description, ...rest }: Configuration): string =>
  JSON.stringify({ ...rest, environment: Object.entries(rest.environment).sort() });
