import { LambdaClient } from '@aws-sdk/client-lambda';
import { dynamo } from '../../kernel/dynamodb.ts';
import { readEnv } from '../../kernel/env.ts';
import { liveAws } from '../../kernel/live-aws.ts';
import { liveChance, liveClock } from '../../kernel/live-ports.ts';
import { liveLog } from '../../kernel/log.ts';
import { registryEnv } from '../env.ts';
import { answerCloudFormation } from '../store/answer-cloudformation.ts';
import { codeHash } from '../store/code-hashes.ts';
import { parameters } from '../store/parameters.ts';
import { stackStatus } from '../store/query-service.ts';
import { releaseLog } from '../store/release-log.ts';
import { build } from './custom-resource.ts';
import type { RegistryDeps } from './deps.ts';

const live = (): RegistryDeps => {
  const { TABLE_NAME } = readEnv(registryEnv);
  const lambda = new LambdaClient({ maxAttempts: 3 });
  const aws = liveAws(lambda.config.credentials);
  return {
    clock: liveClock,
    chance: liveChance,
    console: liveLog(),
    parameters: parameters(aws),
    log: releaseLog(dynamo(), TABLE_NAME),
    codeHash: codeHash(lambda),
    stackStatus: (stackId) => stackStatus(aws, stackId),
    answer: answerCloudFormation,
  };
};

export const handler = build(live());
