import type { ComponentType } from '../contract/component-types.ts';

/** Resources that are a component each. */
export const PRIMARY: Readonly<Record<string, ComponentType>> = {
  'AWS::Lambda::Function': 'function',
  'AWS::DynamoDB::Table': 'table',
  'AWS::SQS::Queue': 'queue',
  'AWS::Events::EventBus': 'bus',
  'AWS::ApiGatewayV2::Api': 'api',
  'AWS::S3::Bucket': 'bucket',
  'AWS::KMS::Key': 'key',
  'AWS::SNS::Topic': 'topic',
  'AWS::ApiGatewayV2::Route': 'route',
  'AWS::ApiGatewayV2::Authorizer': 'authorizer',
  'AWS::Events::Rule': 'rule',
  'AWS::Scheduler::Schedule': 'schedule',
  'AWS::CloudWatch::Alarm': 'alarm',
};

type Path = readonly (string | number)[];

/** Resources that are part of what one of their properties names, by the path of that property below `Properties`. */
export const PART_OF: Readonly<Record<string, Path>> = {
  'AWS::Lambda::Alias': ['FunctionName'],
  'AWS::Lambda::Version': ['FunctionName'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName'],
  'AWS::Lambda::Permission': ['FunctionName'],
  'AWS::Lambda::EventSourceMapping': ['FunctionName'],
  'AWS::IAM::Policy': ['Roles'],
  'AWS::KMS::Alias': ['TargetKeyId'],
  'AWS::ApiGatewayV2::Integration': ['IntegrationUri'],
  'AWS::ApiGatewayV2::Stage': ['ApiId'],
  'AWS::SQS::QueuePolicy': ['Queues'],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::SNS::TopicPolicy': ['Topics'],
  'AWS::Events::Archive': ['SourceArn'],
  'AWS::SSM::Parameter': ['Value'],
  'AWS::Logs::MetricFilter': ['LogGroupName'],
  'AWS::Logs::SubscriptionFilter': ['DestinationArn'],
};

/** Resources that are part of what names them: the types that may do so, and where. */
export const NAMED_BY: Readonly<Record<string, readonly { readonly type: string; readonly path: Path }[]>> = {
  'AWS::Logs::LogGroup': [
    { type: 'AWS::Lambda::Function', path: ['Properties', 'LoggingConfig', 'LogGroup'] },
    { type: 'AWS::ApiGatewayV2::Stage', path: ['Properties', 'AccessLogSettings', 'DestinationArn'] },
  ],
  'AWS::IAM::Role': [
    { type: 'AWS::Lambda::Function', path: ['Properties', 'Role'] },
    { type: 'AWS::Scheduler::Schedule', path: ['Properties', 'Target', 'RoleArn'] },
    { type: 'AWS::CodeDeploy::DeploymentGroup', path: ['Properties', 'ServiceRoleArn'] },
  ],
  'AWS::CodeDeploy::DeploymentGroup': [{ type: 'AWS::Lambda::Alias', path: ['UpdatePolicy'] }],
  'AWS::CodeDeploy::Application': [{ type: 'AWS::Lambda::Alias', path: ['UpdatePolicy'] }],
};

/** They look at everything there is. */
const LOOKS_AT_ALL = ['AWS::CloudWatch::Dashboard', 'AWS::Logs::QueryDefinition'];

/** Resources that are part of their domain where nothing nearer takes them. */
export const isDomainsOwn = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::SSM::Parameter' || LOOKS_AT_ALL.includes(type);

/** A role that nothing of ours takes on is for somebody outside: a component of its own. */
export const ROLE = 'AWS::IAM::Role';
