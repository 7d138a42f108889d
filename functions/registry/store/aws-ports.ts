import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Aws } from '../../kernel/aws/aws-call.ts';
import type { Dynamo } from '../../kernel/aws/dynamodb.ts';
import { domainOf } from '../model/forgotten-pins.ts';
import { askProber } from './ask-prober.ts';
import { canaries } from './canaries.ts';
import { lambdaPorts } from './lambda-ports.ts';
import { parameters } from './parameters.ts';
import { stackStatus } from './query-service.ts';
import { releaseLog } from './release-log.ts';
import type { DeploysFrom, ReleasePorts } from './release-ports.ts';
import { resourceExists } from './resource-exists.ts';

/** Where a deployment keeps its releases, and how it is reached. */
export interface ReleasePlace {
  readonly lambda: LambdaClient;
  readonly store: Dynamo;
  /** How to call a service, by the name that the SDK's endpoint variables give it. */
  readonly aws: (service: string) => Aws;
  readonly logTable: string;
  readonly proberAlias: string;
  /** Under which all pins are. */
  readonly pinsPath: string;
  readonly deploysFrom: DeploysFrom;
}

/** The calls of AWS behind a release's ports: the same for a command on a laptop and for a function. */
export const awsPorts = ({
  lambda,
  store,
  aws,
  logTable,
  proberAlias,
  pinsPath,
  deploysFrom,
}: ReleasePlace): Omit<ReleasePorts, 'now' | 'sleep' | 'actor' | 'anchors' | 'say'> => {
  const { get, put, under } = parameters(aws('SSM'));
  return {
    deploysFrom,
    log: releaseLog(store, logTable),
    domains: async () => [...new Set((await under(pinsPath)).map(({ name }) => domainOf(name)))],
    pins: { get, put },
    functions: lambdaPorts(lambda, askProber(lambda, proberAlias)),
    exists: resourceExists(aws, lambda),
    canaries: canaries(aws('CODEDEPLOY')),
    stackStatus: (name) => stackStatus(aws('CLOUDFORMATION'), name),
  };
};
