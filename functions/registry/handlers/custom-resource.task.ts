import { LambdaClient } from '@aws-sdk/client-lambda';
import { dynamo } from '../../kernel/aws/dynamodb.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { providerEnv } from '../env.ts';
import { answerCloudFormation } from '../store/answer-cloudformation.ts';
import { answersInTime } from '../store/answers-in-time.ts';
import { askProber } from '../store/ask-prober.ts';
import { codeHash } from '../store/code-hashes.ts';
import { parameters } from '../store/parameters.ts';
import { stackStatus } from '../store/query-service.ts';
import { releaseLog } from '../store/release-log.ts';
import { throttleRoutes } from '../store/route-throttles.ts';
import { build } from './custom-resource.ts';
import type { RegistryDeps } from './deps.ts';

const live = (): RegistryDeps => {
  const { TABLE_NAME, PROBER } = readEnv(providerEnv);
  const lambda = new LambdaClient({ maxAttempts: 3 });
  const aws = liveAws(lambda.config.credentials);
  return {
    clock: liveClock,
    random: liveRandom,
    console: liveLog(),
    parameters: parameters(aws),
    log: releaseLog(dynamo(), TABLE_NAME),
    codeHash: codeHash(lambda),
    askProber: askProber(lambda, PROBER),
    answersInTime: answersInTime(fetch),
    throttleRoutes: throttleRoutes(aws),
    stackStatus: (stackId) => stackStatus(aws, stackId),
    answer: answerCloudFormation({ fetch, clock: liveClock, random: liveRandom }),
  };
};

export const handler = build(live());
