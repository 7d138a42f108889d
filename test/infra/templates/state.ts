import { describe, expect, test } from '@jest/globals';
import { deployed, ofType, type Resource, type Resources } from '../support/folio.ts';

/**
 * Logical ids that must never change: CloudFormation would make a new, empty table, a key that decrypts nothing of before, an
 * alias with another name's history. A line may be added; one that goes or changes loses data on the next deployment.
 */
const FROZEN = {
  platform: [
    'Alarms04B5A0BF AWS::SNS::Topic',
    'EventsArchive92ED0459 AWS::Events::Archive',
    'EventsBus407D6324 AWS::Events::EventBus',
    'EventsDeadLettersQueueECD7C6A3 AWS::SQS::Queue',
    'HttpApiB1B95647 AWS::ApiGatewayV2::Api',
    'Key9BCD29C7 AWS::KMS::Key',
  ],
  proof: [
    'DataKeyCDB94A42 AWS::KMS::Key',
    'DataLogKeyEA35BA03 AWS::KMS::Key',
    'DataStoreTable50416719 AWS::DynamoDB::Table',
    'KeyWatchFoundQueue0218009B AWS::SQS::Queue',
    'KeyWatchUndeliveredQueue00FAEC52 AWS::SQS::Queue',
    'ServiceAccessDeadLettersQueue66BDC98E AWS::SQS::Queue',
    'ServiceApiLiveCECAB071 AWS::Lambda::Alias',
    'ServiceOnAccessLiveABA2CF1D AWS::Lambda::Alias',
    'ServiceOnReceiptsLive097D5C22 AWS::Lambda::Alias',
    'ServiceReceiptsDeadLettersQueue048778A3 AWS::SQS::Queue',
    'ServiceReceiptsQueue1551B625 AWS::SQS::Queue',
  ],
  registry: [
    'AnchorBucket78CE28A8 AWS::S3::Bucket',
    'AnchorFunctionLive71BCF4DB AWS::Lambda::Alias',
    'AnchorStreamPutAsideE3C77C48 AWS::S3::Bucket',
    'BakeHookLiveD80C768A AWS::Lambda::Alias',
    'KeeperLiveD12E9A49 AWS::Lambda::Alias',
    'Key9BCD29C7 AWS::KMS::Key',
    'LogTable81E80B89 AWS::DynamoDB::Table',
    'Pins Custom::ReleasePins',
    'ProberFunctionLive1596E9B6 AWS::Lambda::Alias',
    'ReleasesReaderLive3A13C9D1 AWS::Lambda::Alias',
    'WatchEventsDeadLettersQueue8668A72E AWS::SQS::Queue',
    'WatchEventsQueueCFE0D9B9 AWS::SQS::Queue',
    'WatchFunctionLive742CB8F9 AWS::Lambda::Alias',
    'WatchHourlyDeadLettersQueue4E7AA336 AWS::SQS::Queue',
  ],
  identity: [
    'DataCursorKey92AB940B AWS::KMS::Key',
    'DataKeyCDB94A42 AWS::KMS::Key',
    'DataSecretKeyEF28AA18 AWS::KMS::Key',
    'DataStoreTable50416719 AWS::DynamoDB::Table',
    'DataTokenKey1ACFA1E9 AWS::KMS::Key',
    'KeyWatchFoundQueue0218009B AWS::SQS::Queue',
    'KeyWatchUndeliveredQueue00FAEC52 AWS::SQS::Queue',
    'ServiceApiLiveCECAB071 AWS::Lambda::Alias',
    'ServiceProvisionLive4157DF0E AWS::Lambda::Alias',
  ],
  access: ['Authorizer AWS::ApiGatewayV2::Authorizer'],
  catalog: [
    'ServiceApiLiveCECAB071 AWS::Lambda::Alias',
    'ServiceConsoleLiveC95B777E AWS::Lambda::Alias',
    'ServiceKey717C25A7 AWS::KMS::Key',
    'ServiceOperateLive3BBA85C3 AWS::Lambda::Alias',
    'ServiceSnapshotLive59C85BC8 AWS::Lambda::Alias',
    'ServiceSnapshotScheduleDeadLettersQueueCF9E381C AWS::SQS::Queue',
    'ServiceSnapshotsFilesBucket86023917 AWS::S3::Bucket',
  ],
  ledger: [
    'DataCursorKey92AB940B AWS::KMS::Key',
    'DataKeyCDB94A42 AWS::KMS::Key',
    'DataStoreTable50416719 AWS::DynamoDB::Table',
    'KeyWatchFoundQueue0218009B AWS::SQS::Queue',
    'KeyWatchUndeliveredQueue00FAEC52 AWS::SQS::Queue',
    'ServiceApiLiveCECAB071 AWS::Lambda::Alias',
    'ServiceRelayLive6C23AB67 AWS::Lambda::Alias',
    'ServiceRepublishLiveF3A5C416 AWS::Lambda::Alias',
    'ServiceStreamPutAsideAA3FF178 AWS::S3::Bucket',
    'ServiceSweepHoldsLive702B09B9 AWS::Lambda::Alias',
    'ServiceSweepScheduleDeadLettersQueue7628C8E2 AWS::SQS::Queue',
  ],
  webhooks: [
    'DataCursorKey92AB940B AWS::KMS::Key',
    'DataKeyCDB94A42 AWS::KMS::Key',
    'DataSecretKeyEF28AA18 AWS::KMS::Key',
    'DataStoreTable50416719 AWS::DynamoDB::Table',
    'KeyWatchFoundQueue0218009B AWS::SQS::Queue',
    'KeyWatchUndeliveredQueue00FAEC52 AWS::SQS::Queue',
    'ServiceApiLiveCECAB071 AWS::Lambda::Alias',
    'ServiceDeliverLiveCEBFC350 AWS::Lambda::Alias',
    'ServiceDeliverPatientlyLiveB9666906 AWS::Lambda::Alias',
    'ServiceDeliveriesDeadLettersQueue573C6FEC AWS::SQS::Queue',
    'ServiceDeliveriesQueue66F32983 AWS::SQS::Queue',
    'ServiceDueLiveF945D2A0 AWS::Lambda::Alias',
    'ServiceDueScheduleDeadLettersQueue7A73DEAF AWS::SQS::Queue',
    'ServiceFanOutLive568AD8FA AWS::Lambda::Alias',
    'ServiceFeedStreamPutAsideFE184668 AWS::S3::Bucket',
    'ServiceIntakeDeadLettersQueue36D2E909 AWS::SQS::Queue',
    'ServiceIntakeQueue62E09E95 AWS::SQS::Queue',
    'ServiceOnEventLiveEE13FE14 AWS::Lambda::Alias',
    'ServiceOutboxStreamPutAside4AF608EB AWS::S3::Bucket',
    'ServicePatientDeliveriesDeadLettersQueueF061A423 AWS::SQS::Queue',
    'ServicePatientDeliveriesQueueD143D70A AWS::SQS::Queue',
    'ServiceRelayLive6C23AB67 AWS::Lambda::Alias',
  ],
  payments: [
    'DataBankTable8C849E4A AWS::DynamoDB::Table',
    'DataCursorKey92AB940B AWS::KMS::Key',
    'DataInboxBucketE6AF395B AWS::S3::Bucket',
    'DataKeyCDB94A42 AWS::KMS::Key',
    'DataOutboxBucket866F369A AWS::S3::Bucket',
    'DataStoreTable50416719 AWS::DynamoDB::Table',
    'KeyWatchFoundQueue0218009B AWS::SQS::Queue',
    'KeyWatchUndeliveredQueue00FAEC52 AWS::SQS::Queue',
    'ServiceApiLiveCECAB071 AWS::Lambda::Alias',
    'ServiceBackOfficeLive8E5840F9 AWS::Lambda::Alias',
    'ServiceBankScheduleDeadLettersQueueE071C9DE AWS::SQS::Queue',
    'ServiceBatchesLive61C11FCF AWS::Lambda::Alias',
    'ServiceClientFilesLiveB02D76D4 AWS::Lambda::Alias',
    'ServiceClockScheduleDeadLettersQueueFBEDB396 AWS::SQS::Queue',
    'ServiceFilerLive42F0EDBE AWS::Lambda::Alias',
    'ServiceFilesDeadLettersQueueF6DDABDC AWS::SQS::Queue',
    'ServiceFilesQueue228551B7 AWS::SQS::Queue',
    'ServiceInboxDeadLettersQueueCA4456C0 AWS::SQS::Queue',
    'ServiceInboxQueue71168C66 AWS::SQS::Queue',
    'ServiceInboxReaderLive8420BAD8 AWS::Lambda::Alias',
    'ServicePaymentStreamPutAsideFC5F5350 AWS::S3::Bucket',
    'ServiceRelayLive6C23AB67 AWS::Lambda::Alias',
    'ServiceSandboxBankLive95079708 AWS::Lambda::Alias',
    'ServiceSchedulesLiveED674D38 AWS::Lambda::Alias',
    'ServiceSweepLive94831A77 AWS::Lambda::Alias',
    'ServiceWorkDeadLettersQueue299F44FE AWS::SQS::Queue',
    'ServiceWorkQueueC9668DD5 AWS::SQS::Queue',
    'ServiceWorkerLive9B5B988B AWS::Lambda::Alias',
  ],
  statements: [
    'DataKeyCDB94A42 AWS::KMS::Key',
    'DataStoreTable50416719 AWS::DynamoDB::Table',
    'ServiceApiLiveCECAB071 AWS::Lambda::Alias',
    'ServiceBankLive215E38BD AWS::Lambda::Alias',
    'ServiceEntriesDeadLettersQueue4410BC23 AWS::SQS::Queue',
    'ServiceEntriesQueue88DE7E60 AWS::SQS::Queue',
    'ServiceOnEntriesLive759F0004 AWS::Lambda::Alias',
    'ServiceOnTakenLiveC8C8C7DB AWS::Lambda::Alias',
    'ServiceReaderLive944405B3 AWS::Lambda::Alias',
    'ServiceReceiptStreamPutAsideBD850E8E AWS::S3::Bucket',
    'ServiceRelayLive6C23AB67 AWS::Lambda::Alias',
    'ServiceTakenDeadLettersQueue06DC1056 AWS::SQS::Queue',
    'ServiceTakenQueue6D180F2C AWS::SQS::Queue',
  ],
  meta: ['ServiceApiLiveCECAB071 AWS::Lambda::Alias', 'ServiceKey717C25A7 AWS::KMS::Key'],
} as const;

const STATEFUL = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::DynamoDB::Table',
  'AWS::Events::Archive',
  'AWS::Events::EventBus',
  'AWS::KMS::Key',
  'AWS::Lambda::Alias',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'Custom::ReleasePins',
]);

const { byType, templates } = deployed();

describe('state', () => {
  test('keeps its logical ids', () => {
    const ids = (resources: Resources) =>
      Object.entries(resources)
        .filter(([, { Type }]) => STATEFUL.has(Type))
        .map(([id, { Type }]) => `${id} ${Type}`)
        .sort();
    const all = (of: typeof templates) =>
      Object.fromEntries(Object.entries(of).map(([name, { Resources }]) => [name, ids(Resources)]));
    // A stage of before has a key of each domain's data, and says so for ever.
    expect(all(deployed({ 'folio:domain-keys': 'true' }).templates)).toEqual(FROZEN);
    const isOfDomain = (stack: string, id: string) =>
      stack !== 'platform' && /^(Data|Service)?Key[0-9A-F]{8} /.test(id);
    const shared = Object.entries(FROZEN).map(([name, kept]) => [name, kept.filter((id) => !isOfDomain(name, id))]);
    expect(all(templates)).toEqual(Object.fromEntries(shared));
  });

  test.each([
    // A table that is protected from deletion would make the way back of a failed first deployment fail too.
    ['AWS::DynamoDB::Table', 'Retain'],
    ['AWS::KMS::Key', 'RetainExceptOnCreate'],
    ['AWS::S3::Bucket', 'RetainExceptOnCreate'],
    ['AWS::Logs::LogGroup', 'RetainExceptOnCreate'],
    ['AWS::SQS::Queue', 'RetainExceptOnCreate'],
  ])('in %s stays when a stack goes, and a first deployment that fails leaves what it has to: %s', (type, policy) => {
    expect(byType(type).length).toBeGreaterThan(0);
    for (const { resource } of byType(type))
      expect(resource).toMatchObject({ DeletionPolicy: policy, UpdateReplacePolicy: 'Retain' });
  });

  test('that was put aside is forgotten: it holds whole items of tenants', () => {
    const buckets = byType('AWS::S3::Bucket').filter(({ id }) => id.includes('PutAside'));
    expect(buckets.length).toBeGreaterThan(3);
    for (const { props } of buckets)
      expect(props.LifecycleConfiguration.Rules).toEqual([
        { Status: 'Enabled', ExpirationInDays: 90, NoncurrentVersionExpiration: { NoncurrentDays: 7 } },
      ]);
  });

  test('lies in tables that are paid by request, recoverable, protected, encrypted with our key, and streamed whole', () => {
    const tables = byType('AWS::DynamoDB::Table');
    expect(tables.length).toBeGreaterThan(0);
    for (const { stack, props: table } of tables) {
      expect(table).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      });
      expect(templates[stack].Parameters?.[table.SSESpecification.KMSMasterKeyId.Ref]?.Default).toBe(
        '/folio/platform/data-key-arn',
      );
    }
    const published = byType('AWS::SSM::Parameter').find(({ props }) => props.Name === '/folio/platform/data-key-arn');
    expect(published?.meant(published.props.Value)?.Type).toBe('AWS::KMS::Key');
    // Or with the domain's own.
    for (const { props, meant } of deployed({ 'folio:domain-keys': 'true' }).byType('AWS::DynamoDB::Table'))
      expect(meant(props.SSESpecification.KMSMasterKeyId)?.Type).toBe('AWS::KMS::Key');
  });

  test('of the ledger never expires, and its indexes hold keys only', () => {
    const [[, { Properties: table }]] = ofType(templates.ledger.Resources, 'AWS::DynamoDB::Table') as [
      [string, Resource],
    ];
    expect(table.TimeToLiveSpecification).toBeUndefined();
    expect(table.LocalSecondaryIndexes).toBeUndefined();
    const indexes = table.GlobalSecondaryIndexes.map(
      (index: { IndexName: string; Projection: { ProjectionType: string } }) => [
        index.IndexName,
        index.Projection.ProjectionType,
      ],
    );
    expect(indexes).toEqual([
      ['expiry', 'KEYS_ONLY'],
      ['reference', 'KEYS_ONLY'],
      ['accounts', 'KEYS_ONLY'],
    ]);
  });

  test('is encrypted with keys that rotate where AWS can rotate them', () => {
    for (const { props: key } of byType('AWS::KMS::Key')) {
      const symmetric = key.KeySpec === undefined;
      expect(key.EnableKeyRotation ?? false).toBe(symmetric);
    }
  });

  test('of logs is encrypted and forgotten in time', () => {
    for (const { id, props: logs } of byType('AWS::Logs::LogGroup')) {
      expect([id, logs.RetentionInDays]).toEqual([id, id.startsWith('HttpAccessLog') ? 365 : 90]);
      expect(logs.KmsKeyId).toBeDefined();
    }
  });

  test('in queues waits for 14 days and rings: dead letters when there is one, work when it is late', () => {
    const queues = byType('AWS::SQS::Queue');
    const alarms = byType('AWS::CloudWatch::Alarm');
    for (const { id, stack, props: queue } of queues) {
      expect(queue.MessageRetentionPeriod).toBe(1_209_600);
      const ringing = alarms.filter(
        (alarm) => alarm.stack === stack && JSON.stringify(alarm.props.Dimensions ?? []).includes(id),
      );
      const metric =
        queue.RedrivePolicy === undefined ? 'ApproximateNumberOfMessagesVisible' : 'ApproximateAgeOfOldestMessage';
      expect([id, ringing.map(({ props }) => props.MetricName)]).toEqual([id, [metric]]);
    }
  });
});
