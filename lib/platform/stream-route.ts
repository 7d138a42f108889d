import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { MINUTE, type Ownership, raiseAlarm } from './alarms.ts';
import type { DomainKey } from './domain-key.ts';
import type { DomainTable } from './domain-table.ts';
import { keptAfter } from './ephemeral.ts';
import { acknowledge } from './nag.ts';
import { PoisonAlarm } from './poison-alarm.ts';
import type { ReleasedFunction } from './released-function.ts';

export interface StreamRouteProps extends Ownership {
  /** The name of the service in logs and metrics. */
  readonly domain: string;
  readonly from: DomainTable;
  readonly to: ReleasedFunction;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
  /**
   * The sort keys of the items whose changes are wanted, or how they begin; the function is not run, and not paid, for any
   * others.
   */
  readonly sortKeys: readonly (string | { readonly prefix: string })[];
  /** Only new items: neither their changes nor their end by time to live, which every item has that expires. */
  readonly insertsOnly?: boolean;
  readonly batchSize: number;
  /** Batches of one shard at the same time, 1 to 10; the changes of one item stay in order. */
  readonly parallel: number;
}

/**
 * Tries of a batch, halved at each failure, before what is left of it is put aside. Enough that an outage of minutes discards
 * nothing, and one of hours few records. Few enough that a poison record, whose alarm fires at once, does not block its shard for
 * as long as records live.
 */
const TRIES = 100;
/** A stream keeps its records for 24 hours: a record that is put aside before is never lost. */
const GIVE_UP_AFTER_SECONDS = 6 * 3600;
const LATE_AFTER_MS = 120_000;

/** Records put aside hold whole items of tenants: time for a fault to be found and mended, and no longer. */
const KEPT = Duration.days(90);
const OVERWRITTEN_KEPT = Duration.days(7);

const patternOf = ({ sortKeys, insertsOnly = false }: StreamRouteProps): string =>
  JSON.stringify({
    ...(insertsOnly ? { eventName: ['INSERT'] } : {}),
    dynamodb: { Keys: { sk: { S: sortKeys } } },
  });

/**
 * A table's stream to a function. By default Lambda retries a failing batch until its records expire, and blocks the shard
 * meanwhile. Here the batch is bisected, retried a bounded number of times, and then sent to the on-failure bucket, from which it
 * can be redriven.
 */
export class StreamRoute extends Construct {
  readonly onFailureBucket: Bucket;

  constructor(scope: Construct, id: string, props: StreamRouteProps) {
    super(scope, id);
    this.onFailureBucket = new Bucket(this, 'PutAside', {
      ...props.key.forBucket,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [{ expiration: KEPT, noncurrentVersionExpiration: OVERWRITTEN_KEPT }],
      removalPolicy: keptAfter(this),
    });
    acknowledge(
      this.onFailureBucket,
      'AwsSolutions-S1',
      'Only the function writes to it and only operators read it: CloudTrail records both, without another bucket.',
    );
    this.#grant(props);
    const mapping = this.#mapping(props);
    PoisonAlarm.of(this, props);
    this.#watch(props, mapping);
  }

  #mapping(props: StreamRouteProps): CfnEventSourceMapping {
    const mapping = new CfnEventSourceMapping(this, 'Mapping', {
      eventSourceArn: props.from.table.tableStreamArn ?? '',
      functionName: props.to.alias.functionArn,
      startingPosition: 'TRIM_HORIZON',
      batchSize: props.batchSize,
      parallelizationFactor: props.parallel,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: TRIES,
      maximumRecordAgeInSeconds: GIVE_UP_AFTER_SECONDS,
      functionResponseTypes: ['ReportBatchItemFailures'],
      destinationConfig: { onFailure: { destination: this.onFailureBucket.bucketArn } },
      filterCriteria: { filters: [{ pattern: patternOf(props) }] },
      metricsConfig: { metrics: ['EventCount'] },
    });
    // Lambda checks, when the mapping is made, that the function may read the stream.
    mapping.node.addDependency(props.to.grantPrincipal);
    return mapping;
  }

  #grant({ from, to, key }: StreamRouteProps): void {
    const statements = [
      {
        actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        resources: [from.table.tableStreamArn ?? ''],
      },
      // AWS offers no resource for it.
      { actions: ['dynamodb:ListStreams'], resources: ['*'] },
      { actions: ['s3:ListBucket'], resources: [this.onFailureBucket.bucketArn] },
      { actions: ['s3:PutObject'], resources: [this.onFailureBucket.arnForObjects('*')] },
    ];
    for (const statement of statements) to.grantPrincipal.addToPrincipalPolicy(new PolicyStatement(statement));
    const bucketId = Stack.of(this).getLogicalId(this.onFailureBucket.node.defaultChild as CfnBucket);
    acknowledge(
      to,
      `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`,
      'Lambda chooses the names of the records that it puts aside, so the grant is for all objects of this one bucket.',
    );
    key.grantUseThrough(to, 'dynamodb');
    key.grantUseThrough(to, 's3');
  }

  #watch(props: StreamRouteProps, mapping: CfnEventSourceMapping): void {
    const topicArn = props.alarmTopicArn;
    raiseAlarm(this, 'Late', {
      ...props,
      topicArn,
      says: `Iterator age: ${this.node.path} is more than ${LATE_AFTER_MS / 1000} s behind the stream of its table.`,
      metric: props.to.alias.metric('IteratorAge', { period: MINUTE, statistic: 'Maximum' }),
      above: LATE_AFTER_MS,
    });
    const records = (metricName: string): Metric =>
      new Metric({
        namespace: 'AWS/Lambda',
        metricName,
        dimensionsMap: { EventSourceMappingUUID: mapping.ref },
        period: MINUTE,
        statistic: 'Sum',
      });
    raiseAlarm(this, 'Aside', {
      ...props,
      topicArn,
      says: `${this.node.path} gave up on stream records after its retries and sent them to the on-failure bucket.`,
      metric: records('OnFailureDestinationDeliveredEventCount'),
      above: 0,
    });
    raiseAlarm(this, 'Dropped', {
      ...props,
      topicArn,
      says: `${this.node.path} dropped stream records that did not reach the on-failure bucket either: run republish.`,
      metric: records('DroppedEventCount'),
      above: 0,
    });
  }
}
