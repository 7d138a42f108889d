import type { CfnResource } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { asArray, field, type Resolved, resolved } from './resolved.ts';
import type { Rule } from './rule.ts';

/**
 * Actions for which AWS knows no resource (Service Authorization Reference, column "Resource types"), so that `*` is the only thing
 * to say: with any ARN they are always denied.
 */
const WITHOUT_RESOURCE = new Set([
  'cloudwatch:GetMetricData',
  'codedeploy:BatchGetDeploymentTargets',
  'codedeploy:ListDeploymentTargets',
  'codedeploy:PutLifecycleEventHookExecutionStatus',
  'codedeploy:StopDeployment',
  'dynamodb:ListStreams',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
]);

/** Every policy document that a resource carries, whoever it is for. */
const documentsOf = (resource: CfnResource): readonly unknown[] => {
  if (resource instanceof CfnPolicy || resource instanceof CfnManagedPolicy) return [resource.policyDocument];
  if (resource instanceof CfnRole) {
    const inline = asArray(resolved(resource, resource.policies)).map((policy) => field(policy, 'policyDocument'));
    return [resource.assumeRolePolicyDocument, ...inline];
  }
  // In a key's own policy `*` means this key, and the account's root must keep all rights or the key is lost.
  if (resource instanceof CfnKey) return [];
  return 'policyDocument' in resource ? [resource.policyDocument] : [];
};

const breachOf = (statement: Resolved): string | undefined => {
  if (field(statement, 'effect') === 'Deny') return undefined;
  if (field(statement, 'notAction') !== undefined || field(statement, 'notResource') !== undefined) {
    return 'a grant of everything but something: list what is granted.';
  }
  const actions = asArray(field(statement, 'action')).map(String);
  const wide = actions.find((action) => action.includes('*'));
  if (wide !== undefined) return `a grant of ${wide}: list the actions.`;
  const anywhere = asArray(field(statement, 'resource')).includes('*');
  const forced = actions.every((action) => WITHOUT_RESOURCE.has(action));
  return anywhere && !forced ? `a grant of ${actions.join(', ')} on every resource: name the resources.` : undefined;
};

/** No policy grants more than what it spells out. */
export const noWildcardGrants: Rule = {
  name: 'NoWildcardGrants',
  breach: (resource) =>
    documentsOf(resource)
      .flatMap((document) => asArray(field(resolved(resource, document), 'statement')))
      .map(breachOf)
      .find((breach) => breach !== undefined),
};
