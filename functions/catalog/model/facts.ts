import type { Fact } from './catalog.ts';
import { at, isObject, listOf, type Resource, textOf } from './template.ts';

type Facts = Readonly<Record<string, Fact>>;
type Read = (properties: unknown) => Readonly<Record<string, Fact | undefined>>;

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const words = (value: unknown): readonly string[] => listOf(value).filter((one) => typeof one === 'string');

const READ: Readonly<Record<string, Read>> = {
  'AWS::Lambda::Function': (p) => ({
    runtime: textOf(at(p, 'Runtime')),
    timeoutSeconds: numberOf(at(p, 'Timeout')),
    memoryMb: numberOf(at(p, 'MemorySize')),
    traced: at(p, 'TracingConfig', 'Mode') === 'Active',
  }),
  'AWS::DynamoDB::Table': (p) => ({
    recoverable: at(p, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') === true,
    protectedFromDeletion: at(p, 'DeletionProtectionEnabled') === true,
    stream: at(p, 'StreamSpecification') !== undefined,
  }),
  'AWS::KMS::Key': (p) => ({
    usage: textOf(at(p, 'KeyUsage')) ?? 'ENCRYPT_DECRYPT',
    rotated: at(p, 'EnableKeyRotation') === true,
  }),
  'AWS::S3::Bucket': (p) => ({
    versioned: at(p, 'VersioningConfiguration', 'Status') === 'Enabled',
    private: at(p, 'PublicAccessBlockConfiguration', 'RestrictPublicBuckets') === true,
  }),
  'AWS::SQS::Queue': (p) => ({
    encrypted: at(p, 'KmsMasterKeyId') !== undefined || at(p, 'SqsManagedSseEnabled') === true,
  }),
  'AWS::ApiGatewayV2::Route': (p) => ({
    route: textOf(at(p, 'RouteKey')),
    open: (textOf(at(p, 'AuthorizationType')) ?? 'NONE') === 'NONE',
    scopes: words(at(p, 'AuthorizationScopes')),
  }),
  'AWS::Scheduler::Schedule': (p) => ({ every: textOf(at(p, 'ScheduleExpression')) }),
  'AWS::Events::Rule': (p) => ({
    detailTypes: words(at(p, 'EventPattern', 'detail-type')),
    sources: words(at(p, 'EventPattern', 'source')),
    versions: listOf(at(p, 'EventPattern', 'detail', 'version')).map(String),
    every: textOf(at(p, 'ScheduleExpression')),
  }),
  'AWS::CloudWatch::Alarm': (p) => ({
    metric: [textOf(at(p, 'Namespace')), textOf(at(p, 'MetricName'))].filter((one) => one !== undefined).join(' '),
    threshold: numberOf(at(p, 'Threshold')),
    says: textOf(at(p, 'AlarmDescription')),
    rings: listOf(at(p, 'AlarmActions')).length > 0,
    // What must never rest, and rings once it has.
    silence: at(p, 'TreatMissingData') === 'breaching' ? true : undefined,
  }),
};

/** What the template says of a component by itself; what is not there is left out. */
export const factsOf = ({ Type, Properties }: Resource): Facts => {
  const read = READ[Type]?.(isObject(Properties) ? Properties : {}) ?? {};
  return Object.fromEntries(
    Object.entries(read).flatMap(([name, fact]) =>
      fact === undefined || (Array.isArray(fact) && fact.length === 0) ? [] : [[name, fact]],
    ),
  );
};
