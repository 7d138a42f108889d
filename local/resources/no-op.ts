import { ACCOUNT, arn, PARTITION } from '../account.ts';
import { physicalName } from '../physical-name.ts';
import type { Applied, Resource, ResourceHandler } from '../services.ts';

/** A resource that has an identity for others to name, and no behaviour on one machine. */
const noOp = (
  type: string,
  why: string,
  properties: readonly string[],
  identify: (name: string, resource: Resource) => Applied,
): ResourceHandler => ({
  type,
  supports: [],
  ignores: Object.fromEntries(properties.map((name) => [name, why])),
  apply: (resource) => identify(physicalName(resource.stack, resource.logicalId), resource),
});

const NO_IAM = 'permissions are not enforced on one machine; the template tests check them';
const NO_SNS = 'nobody is notified on one machine; alarms are seen in the log';

const NO_CONSOLE = 'there is no console of AWS to show it; `folio logs` and `folio alarms` tell what happens here';

const named = (name: string): Applied => ({ ref: name, attributes: {} });
const withArn = (ref: string, Arn: string, more: Readonly<Record<string, string>> = {}): Applied => ({
  ref,
  attributes: { Arn, ...more },
});
const iam = (kind: string, name: string): string => `arn:${PARTITION}:iam::${ACCOUNT}:${kind}/${name}`;

/** Types that are accepted and do nothing, each for its stated reason. */
export const noOpHandlers: readonly ResourceHandler[] = [
  noOp('AWS::KMS::Alias', NO_CONSOLE, ['AliasName', 'TargetKeyId'], (_, { properties }) =>
    named(String(properties.AliasName)),
  ),
  noOp(
    'AWS::IAM::Role',
    NO_IAM,
    [
      'AssumeRolePolicyDocument',
      'ManagedPolicyArns',
      'Policies',
      'Description',
      'RoleName',
      'Tags',
      'Path',
      'MaxSessionDuration',
      'PermissionsBoundary',
    ],
    (name) => withArn(name, iam('role', name), { RoleId: name }),
  ),
  noOp('AWS::IAM::Policy', NO_IAM, ['PolicyDocument', 'PolicyName', 'Roles', 'Users', 'Groups'], named),
  noOp(
    'AWS::IAM::ManagedPolicy',
    NO_IAM,
    ['PolicyDocument', 'ManagedPolicyName', 'Roles', 'Description', 'Path'],
    (name) => ({
      ref: iam('policy', name),
      attributes: { PolicyArn: iam('policy', name) },
    }),
  ),
  noOp('AWS::Lambda::Permission', NO_IAM, ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'], named),
  noOp('AWS::SNS::Topic', NO_SNS, ['DisplayName', 'KmsMasterKeyId', 'Tags', 'TopicName'], (name) => ({
    ref: arn('sns', name),
    attributes: { TopicArn: arn('sns', name), TopicName: name },
  })),
  noOp('AWS::SNS::Subscription', NO_SNS, ['Endpoint', 'Protocol', 'TopicArn'], named),
  noOp(
    'AWS::Budgets::Budget',
    'nothing is billed on one machine',
    ['Budget', 'NotificationsWithSubscribers', 'ResourceTags'],
    named,
  ),
  noOp('AWS::CloudWatch::Dashboard', NO_CONSOLE, ['DashboardBody', 'DashboardName', 'Tags'], named),
  noOp('AWS::Logs::QueryDefinition', NO_CONSOLE, ['Name', 'QueryString', 'LogGroupNames'], (name) => ({
    ref: name,
    attributes: { QueryDefinitionId: name },
  })),
  noOp(
    'AWS::Logs::MetricFilter',
    'nothing counts what logs say on one machine',
    ['FilterPattern', 'LogGroupName', 'MetricTransformations', 'FilterName'],
    named,
  ),
  noOp(
    'Custom::RouteThrottles',
    'one machine is called by its own user; the limit of the stage is honoured',
    ['ServiceToken', 'ServiceTimeout', 'ApiId', 'RatePerSecond', 'Burst', 'Routes'],
    named,
  ),
  noOp(
    'Custom::IssuerReady',
    'the gateway of this machine asks for keys with the first token, and again where they are not there',
    ['ServiceToken', 'ServiceTimeout', 'Urls'],
    named,
  ),
  noOp('AWS::SNS::TopicPolicy', NO_SNS, ['PolicyDocument', 'Topics'], named),
  noOp('AWS::SQS::QueuePolicy', NO_IAM, ['PolicyDocument', 'Queues'], named),
  noOp('AWS::S3::BucketPolicy', NO_IAM, ['PolicyDocument', 'Bucket'], named),
  noOp('AWS::CDK::Metadata', 'usage statistics of the CDK', ['Analytics'], named),
];
