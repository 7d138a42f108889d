import { GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { present } from '../../kernel/core/assert.ts';

/** Lambda's SHA-256 of the code of a version; `alias` is the ARN of any alias of the function. */
export type CodeHash = (alias: string, version: string) => Promise<string>;

/** `arn:...:function:name:live` -> `arn:...:function:name` */
export const functionOf = (alias: string): string => alias.replace(/:[^:]+$/, '');

export const codeHash =
  (lambda: Pick<LambdaClient, 'send'>): CodeHash =>
  async (alias, version) => {
    const asked = new GetFunctionConfigurationCommand({ FunctionName: functionOf(alias), Qualifier: version });
    return present((await lambda.send(asked)).CodeSha256, 'a version has the hash of its code');
  };
