import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DomainKey } from './domain-key.ts';
import type { ReleasedFunction } from './released-function.ts';

/** After one minute and after two more; a run that was throttled waits for as long as Lambda keeps it. */
export const TRIES_AGAIN = 2;
export const WAITS_FOR_SECONDS = 6 * 3600;

/** What becomes of runs that nobody waits for: made again, and put into the queue once that has failed too. */
export const asyncRuns = (
  scope: Construct,
  { to, key, deadLetters }: { readonly to: ReleasedFunction; readonly key: DomainKey; readonly deadLetters: IQueue },
): CfnEventInvokeConfig => {
  const { alias, grantPrincipal } = to;
  grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
  );
  key.grantUseThrough(to, 'sqs');
  const runs = new CfnEventInvokeConfig(scope, 'Runs', {
    functionName: alias.lambda.functionName,
    qualifier: alias.aliasName,
    maximumRetryAttempts: TRIES_AGAIN,
    maximumEventAgeInSeconds: WAITS_FOR_SECONDS,
    destinationConfig: { onFailure: { destination: deadLetters.queueArn } },
  });
  runs.node.addDependency(alias, grantPrincipal);
  return runs;
};
