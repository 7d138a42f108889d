import type { AliasRecord, Configuration, FunctionRecord } from './function-record.ts';
import type { AliasView, FunctionView } from './functions.ts';
import { functionArn } from './target.ts';

export const functionView = (record: FunctionRecord, version: string, configuration: Configuration): FunctionView => ({
  name: record.name,
  arn: functionArn(record.name, version),
  version,
  handler: configuration.handler,
  memoryMb: configuration.memoryMb,
  timeoutSeconds: configuration.timeoutSeconds,
  environment: configuration.environment,
  codeSha256: Buffer.from(configuration.code, 'hex').toString('base64'),
  codeSize: configuration.codeSize,
  description: configuration.description,
  revisionId: configuration.revisionId,
  lastModified: configuration.lastModified,
  reservedConcurrency: record.reservedConcurrency,
});

export const aliasView = (name: string, alias: string, record: AliasRecord): AliasView => ({
  name: alias,
  arn: functionArn(name, alias),
  functionVersion: record.functionVersion,
  weights: record.weights,
  description: record.description,
  revisionId: record.revisionId,
});
