import { describe, expect, test } from '@jest/globals';
import { deployed, ofType, type Synthesized } from '../support/folio.ts';

const { byType } = deployed();

describe('calls', () => {
  test('of the gateway, the streams, the queues and the schedules go to an alias, every one', () => {
    const targets = [
      ...byType('AWS::Lambda::Permission').map(({ props, meant }) => meant(props.FunctionName)),
      ...byType('AWS::Lambda::EventSourceMapping').map(({ props, meant }) => meant(props.FunctionName)),
      ...byType('AWS::ApiGatewayV2::Integration').map(({ props, meant }) => meant(props.IntegrationUri)),
      ...byType('AWS::Logs::SubscriptionFilter').map(({ props, meant }) => meant(props.DestinationArn)),
      ...byType('AWS::Scheduler::Schedule').map(({ props, meant }) => meant(props.Target.Arn)),
    ];
    expect(new Set(targets.map((target) => target?.Type))).toEqual(new Set(['AWS::Lambda::Alias']));
  });

  test('that are asynchronous have limits and a place for failures', () => {
    const configs = byType('AWS::Lambda::EventInvokeConfig');
    expect(configs.map(({ stack }) => stack)).toEqual([
      'registry',
      'ledger',
      'webhooks',
      'payments',
      'payments',
      'proof',
      'catalog',
    ]);
    for (const { props, meant } of configs) {
      expect(props).toMatchObject({ Qualifier: 'live', MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 });
      expect(meant(props.DestinationConfig.OnFailure.Destination)?.Type).toBe('AWS::SQS::Queue');
    }
  });

  test('by a queue or a stream that fail for hours are made again, and park nothing that an outage alone kept from its place', () => {
    const queues = byType('AWS::SQS::Queue').filter(({ props }) => props.RedrivePolicy !== undefined);
    expect(queues.length).toBeGreaterThan(0);
    for (const { props } of queues)
      expect(props.VisibilityTimeout * props.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(3 * 3600);
    const streams = byType('AWS::Lambda::EventSourceMapping').filter(({ props }) => 'StartingPosition' in props);
    expect(streams.length).toBeGreaterThan(0);
    for (const { props } of streams)
      expect(props).toMatchObject({ MaximumRetryAttempts: 100, MaximumRecordAgeInSeconds: 6 * 3600 });
  });

  test('from outside are let in by source: this API, and the log of its lines', () => {
    const permissions = byType('AWS::Lambda::Permission').map(({ props }) => props);
    const ofLogs = permissions.filter(({ Principal }) => Principal === 'logs.amazonaws.com');
    for (const permission of permissions.filter((one) => !ofLogs.includes(one))) {
      expect(permission.Principal).toBe('apigateway.amazonaws.com');
      expect(JSON.stringify(permission.SourceArn)).toContain('execute-api');
    }
    expect(ofLogs).toHaveLength(1);
    expect(ofLogs[0]?.SourceAccount).toEqual({ Ref: 'AWS::AccountId' });
    expect(JSON.stringify(ofLogs[0]?.SourceArn)).toMatch(/:log-group:.*:\*"/);
  });

  test('of lines of the gateway are all of them, and go to the access log', () => {
    const filters = byType('AWS::Logs::SubscriptionFilter');
    expect(filters.map(({ stack, props }) => [stack, props.FilterPattern])).toEqual([['proof', '']]);
    const [filter] = filters;
    expect(filter?.meant(filter.props.DestinationArn)?.Type).toBe('AWS::Lambda::Alias');
    expect(JSON.stringify(filter?.props.LogGroupName)).toMatch(/platformaccesslogname/);
  });
});

describe('webhooks', () => {
  const mappings = byType('AWS::Lambda::EventSourceMapping').filter(({ stack }) => stack === 'webhooks');

  test('takes every public event of every contract, in its version, and no internal one', () => {
    const patterns = byType('AWS::Events::Rule')
      .filter(({ stack, props }) => stack === 'webhooks' && props.EventBusName !== undefined)
      .map(({ props }) => props.EventPattern);
    expect(patterns.map((pattern) => [pattern['detail-type'][0], pattern.detail.version[0]]).sort()).toEqual([
      ['ledger.AccountChanged', 1],
      ['ledger.AccountOpened', 1],
      ['ledger.HoldPlaced', 1],
      ['ledger.HoldReleased', 1],
      ['ledger.TransactionPosted', 1],
      ['payments.FileTaken', 1],
      ['payments.FileWritten', 1],
      ['payments.PaymentApproved', 1],
      ['payments.PaymentAwaitingApproval', 1],
      ['payments.PaymentCanceled', 1],
      ['payments.PaymentCreated', 1],
      ['payments.PaymentFailed', 1],
      ['payments.PaymentRefunded', 1],
      ['payments.PaymentReturned', 1],
      ['payments.PaymentSettled', 1],
      ['payments.PaymentStuck', 1],
      ['payments.PaymentSubmitted', 1],
      ['statements.BreakOpened', 1],
      ['statements.BreakResolved', 1],
      ['statements.ReconciliationProved', 1],
      ['statements.StatementTaken', 1],
      ['webhooks.EndpointDisabled', 1],
    ]);
  });

  test('fans out events of the feed and attempts that are asked for, and publishes its outbox', () => {
    const patterns = mappings
      .filter(({ props }) => props.FilterCriteria !== undefined)
      .map(({ props }) => JSON.parse(props.FilterCriteria.Filters[0].Pattern).dynamodb.Keys.sk.S);
    expect(patterns.sort()).toEqual([['O'], [{ prefix: 'F#' }, 'J']]);
  });

  test('hands messages over in tens, each of which fails alone', () => {
    const queues = mappings.filter(({ props }) => props.FilterCriteria === undefined).map(({ props }) => props);
    expect(queues.map(({ ScalingConfig }) => ScalingConfig.MaximumConcurrency).sort()).toEqual([2, 50, 50]);
    // Only what may be late waits for a fuller batch.
    const gathering = queues.filter(({ MaximumBatchingWindowInSeconds: window }) => window !== undefined);
    expect(
      gathering.map((one) => [one.MaximumBatchingWindowInSeconds, JSON.stringify(one).includes('Patient')]),
    ).toEqual([[1, true]]);
    for (const queue of queues) {
      expect(queue).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    }
  });

  test('lets plain loopback be a target where the context says so, and nowhere else', () => {
    const allowed = ({ templates }: Synthesized): readonly string[] =>
      ofType(templates.webhooks.Resources, 'AWS::Lambda::Function').map(
        ([, { Properties }]) => Properties.Environment.Variables.ALLOW_LOOPBACK_HTTP,
      );
    expect(new Set(allowed(deployed()))).toEqual(new Set(['false']));
    const local = deployed({ 'folio:local-webhooks': 'true' });
    expect(new Set(allowed(local))).toEqual(new Set(['true']));
  });
});

describe('the relay', () => {
  const mappings = byType('AWS::Lambda::EventSourceMapping').filter(({ stack }) => stack === 'ledger');

  test('starts at the oldest record, gives up in time, and keeps what it gave up whole', () => {
    const [mapping] = mappings;
    expect(mapping?.props).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 100,
      MaximumRecordAgeInSeconds: 21_600,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(mapping?.meant(mapping.props.DestinationConfig.OnFailure.Destination)?.Type).toBe('AWS::S3::Bucket');
  });

  test('is run for accounts, receipts and beats, and not for the entries that it writes', () => {
    const [mapping] = mappings;
    const patterns = mapping?.props.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) =>
      JSON.parse(Pattern),
    );
    expect(patterns).toEqual([{ dynamodb: { Keys: { sk: { S: ['A', 'T', 'R', 'H'] } } } }]);
  });
});
