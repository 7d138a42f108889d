import { describe, expect, test } from '@jest/globals';
import { deployed } from '../support/folio.ts';

const { byType } = deployed();

describe('calls', () => {
  test('of the gateway, the stream and the schedule go to an alias, every one', () => {
    const targets = [
      ...byType('AWS::Lambda::Permission').map(({ props, meant }) => meant(props.FunctionName)),
      ...byType('AWS::Lambda::EventSourceMapping').map(({ props, meant }) => meant(props.FunctionName)),
      ...byType('AWS::ApiGatewayV2::Integration').map(({ props, meant }) => meant(props.IntegrationUri)),
      ...byType('AWS::Scheduler::Schedule').map(({ props, meant }) => meant(props.Target.Arn)),
    ];
    expect(targets.map((target) => target?.Type)).toEqual(Array.from({ length: 8 }, () => 'AWS::Lambda::Alias'));
  });

  test('that are asynchronous have limits and a place for failures', () => {
    const [config, ...others] = byType('AWS::Lambda::EventInvokeConfig');
    expect(others).toEqual([]);
    expect(config?.props).toMatchObject({ Qualifier: 'live', MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
    expect(config?.meant(config.props.DestinationConfig.OnFailure.Destination)?.Type).toBe('AWS::SQS::Queue');
  });

  test('from outside are let in by source: this API only', () => {
    for (const { props: permission } of byType('AWS::Lambda::Permission')) {
      expect(permission.Principal).toBe('apigateway.amazonaws.com');
      expect(JSON.stringify(permission.SourceArn)).toContain('execute-api');
    }
  });
});

describe('the relay', () => {
  test('starts at the oldest record, gives up in time, and keeps what it gave up whole', () => {
    const [mapping] = byType('AWS::Lambda::EventSourceMapping');
    expect(mapping?.props).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 12,
      MaximumRecordAgeInSeconds: 21_600,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(mapping?.meant(mapping.props.DestinationConfig.OnFailure.Destination)?.Type).toBe('AWS::S3::Bucket');
  });

  test('is run for accounts and receipts, and not for the entries that it writes', () => {
    const [mapping] = byType('AWS::Lambda::EventSourceMapping').map(({ props }) => props);
    const patterns = mapping.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern));
    expect(patterns).toEqual([{ dynamodb: { Keys: { sk: { S: ['A', 'T', 'R'] } } } }]);
  });
});
