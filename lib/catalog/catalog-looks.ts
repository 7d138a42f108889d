import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { PUT_ASIDE } from '../../functions/catalog/env.ts';
import type { Deployment } from '../platform/deployment.ts';
import { acknowledge, asFound } from '../platform/nag.ts';
import type { ReleasedFunction } from '../platform/released-function.ts';

/** Lets a function read of what the deployment consists. */
export const grantReadingStacks = (fn: ReleasedFunction, { prefix }: Deployment): void => {
  const stacks = Stack.of(fn).formatArn({
    service: 'cloudformation',
    resource: 'stack',
    resourceName: `${prefix}Folio-*`,
  });
  const actions = ['DescribeStacks', 'GetTemplate', 'ListStackResources'].map((one) => `cloudformation:${one}`);
  fn.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [stacks] }));
  acknowledge(
    fn,
    `AwsSolutions-IAM5[Resource::${asFound(fn, stacks)}]`,
    'The stacks of this deployment, each under an id that AWS adds to its name; it only reads.',
  );
};

/**
 * Lets a function count what lies where failed work is parked, and since when: numbers of messages, and names of objects below the one
 * folder that Lambda stores such records in. It can read neither.
 */
export const grantCountingParked = (fn: ReleasedFunction, { prefix }: Deployment): void => {
  const stack = Stack.of(fn);
  const queues = stack.formatArn({ service: 'sqs', resource: `${prefix}Folio-*` });
  const buckets = stack.formatArn({
    ...{ service: 's3', region: '', account: '', resource: `${prefix}Folio-*`.toLowerCase() },
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  const conditions = { StringEquals: { 's3:prefix': PUT_ASIDE } };
  for (const statement of [
    { actions: ['sqs:GetQueueAttributes'], resources: [queues] },
    { actions: ['s3:ListBucket'], resources: [buckets], conditions },
    { actions: ['cloudwatch:GetMetricData'], resources: ['*'] },
  ])
    fn.grantPrincipal.addToPrincipalPolicy(new PolicyStatement(statement));
  for (const found of [queues, buckets])
    acknowledge(
      fn,
      `AwsSolutions-IAM5[Resource::${asFound(fn, found)}]`,
      'Queues and buckets of this deployment, whose names end with what CloudFormation adds; it counts and reads nothing in them.',
    );
};
