import { fn, grant, join, type Resources, ref, tagged } from './fixture.ts';

export const table = tagged('a', 'AWS::DynamoDB::Table');
export const queue = tagged('a', 'AWS::SQS::Queue');
export const key = tagged('a', 'AWS::KMS::Key');
export const bucket = tagged('a', 'AWS::S3::Bucket');
export const bus = tagged('a', 'AWS::Events::EventBus', { Name: 'events' });
export const topic = tagged('a', 'AWS::SNS::Topic');
export const api = { Type: 'AWS::ApiGatewayV2::Api', Properties: {} };
export const granted = (...statements: readonly object[]): Resources => ({
  ...fn('Api'),
  Rights: grant('ApiRole', ...statements),
});
export const ofTypes = (...types: readonly string[]) => ({
  Condition: { 'ForAllValues:StringEquals': { 'events:source': ['a'], 'events:detail-type': types } },
});
export const live: Resources = { Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: ref('Api') } } };
export const route = (more: object = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: ref('Gate'), RouteKey: 'GET /v1/a', Target: join('integrations/', ref('Way')), ...more },
});
export const way = { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: ref('Live') } };
