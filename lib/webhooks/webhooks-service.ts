import { Lazy } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EventDeclaration } from '../../functions/kernel/core/domain.ts';
import { DUE_SHARDS_WRITTEN, WIDE_DUE_FLOOR } from '../../functions/webhooks/contract/data.ts';
import { webhooks } from '../../functions/webhooks/contract/domain.ts';
import type { CursorEnv, EventsEnv, LaneEnv, QueueEnv, SecretEnv, WebhooksEnv } from '../../functions/webhooks/env.ts';
import { FALLBACKS_LATE } from '../../functions/webhooks/model/fallback.ts';
import { FEED_PREFIX, JOB_SORT, OUTBOX_SORT } from '../../functions/webhooks/store/table/keys.ts';
import { MINUTE, type Ownership, raiseAlarm } from '../platform/alarms.ts';
import type { Deployment } from '../platform/deployment.ts';
import { domainFunction } from '../platform/domain-function.ts';
import { EventRoute } from '../platform/event-route.ts';
import { HttpTarget } from '../platform/http-routes.ts';
import { grantPublishing } from '../platform/publishing.ts';
import type { ReleasedFunction, ReleasedFunctionProps } from '../platform/released-function.ts';
import { ScheduleRoute } from '../platform/schedule-route.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { metricNamespace } from '../platform/stage.ts';
import { StreamRoute } from '../platform/stream-route.ts';
import { WorkQueue, type WorkQueueProps } from '../platform/work-queue.ts';
import { Egress } from './egress.ts';
import type { WebhooksData } from './webhooks-data.ts';

/** The items that something follows from: events of the feed and attempts that the API asks for; and events to publish. */
const FANNED_OUT = [{ prefix: FEED_PREFIX }, JOB_SORT];
const RELAYED = [OUTBOX_SORT];

const FEED = { owner: 'webhooks', tier: 2, runbook: 'webhooks-feed' } as const;
const DELIVERIES = { owner: 'webhooks', tier: 2, runbook: 'webhooks-deliveries' } as const;

/** Runs of each lane at the same time; the local cloud has a smaller measure of its own. */
const LANE_RUNS = 50;
const LOCAL_RUNS = 4;

/** A message may be held back for 15 minutes, and a queue counts that as age. */
const HELD_BACK_SECONDS = 900;

/** The clock looks each minute, so that everything is found within two. */
const ALARMS_LATE_AFTER_MS = 300_000;

/**
 * For one machine: whoever runs the app there says so by context; no deployment has it by itself. There data may be of releases
 * that read 8 shards of the `due` index, and no partition is ever hot.
 */
const isLocal = (scope: Construct): boolean => String(scope.node.tryGetContext('folio:local-webhooks')) === 'true';

type Entry = keyof typeof webhooks.functions;

interface Made extends Ownership {
  readonly releasedAs?: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly feedsItself?: boolean;
  readonly network?: Egress | undefined;
}

/**
 * The functions of webhooks: events into the feed, deliveries from the feed, attempts in two lanes, the clock that wakes later
 * ones, the relay of its own events, and the API.
 */
export class WebhooksService extends Construct {
  readonly api: ReleasedFunction;
  readonly target: HttpTarget;
  /** Undefined where an earlier release reads all that is written. */
  readonly dataFloor: number | undefined;
  readonly #deployment: Deployment;
  readonly #data: WebhooksData;
  /** Every event that clients may see. */
  readonly #events: readonly EventDeclaration[];
  readonly #environment: WebhooksEnv;
  readonly #alarmTopicArn: string;
  readonly #egress: Egress | undefined;
  readonly #brisk: WorkQueue;
  readonly #patient: WorkQueue;

  /** @param events those of all domains; the public ones are delivered */
  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    data: WebhooksData,
    events: readonly EventDeclaration[],
  ) {
    super(scope, id);
    this.#events = events.filter((one) => one.public);
    this.#deployment = deployment;
    this.#egress = Egress.of(this);
    this.#data = data;
    this.#alarmTopicArn = readStackParameter(this, deployment, 'alarmTopicArn');
    this.#environment = {
      TABLE_NAME: data.store.table.tableName,
      BUS_NAME: readStackParameter(this, deployment, 'busName'),
      DUE_SHARDS: String(DUE_SHARDS_WRITTEN[isLocal(this) ? 'local' : 'aws']) as WebhooksEnv['DUE_SHARDS'],
      API_URL: readStackParameter(this, deployment, 'apiUrl'),
      ALLOW_LOOPBACK_HTTP: isLocal(this) ? 'true' : 'false',
      IPV6: isLocal(this) ? 'true' : 'false',
    };
    this.dataFloor = isLocal(this) ? undefined : WIDE_DUE_FLOOR;
    this.api = this.#api();
    this.target = new HttpTarget(this, 'Target', {
      apiId: readStackParameter(this, deployment, 'apiId'),
      target: this.api,
    });
    this.#intake();
    // Each lane can hand over to the other, so both are made before either's queue is known to them.
    const [brisk, patient] = [this.#deliver('Deliver', 'brisk', 15), this.#deliver('DeliverPatiently', 'patient', 30)];
    this.#brisk = this.#lane('Deliveries', brisk);
    // What found no place comes back one by one: gathered, ten share a run of the few that their tenant has.
    this.#patient = this.#lane('PatientDeliveries', patient, { gatherSeconds: 1 });
    for (const sender of [brisk, patient, this.#fanOut(), this.#due()]) this.#grantPosting(sender);
    this.#relay();
  }

  #function(id: string, entry: Entry, { environment = {}, ...made }: Made): ReleasedFunction {
    return domainFunction(this, id, this.#deployment, {
      ...this.#common(made),
      ...made,
      domain: webhooks,
      entry,
      environment: { ...this.#environment, ...environment },
    });
  }

  #common({ owner, tier, runbook }: Ownership) {
    const { key } = this.#data;
    const common = { domain: 'webhooks', owner, tier, runbook, key, alarmTopicArn: this.#alarmTopicArn };
    return common satisfies Partial<ReleasedFunctionProps>;
  }

  get #secrets(): SecretEnv {
    return { SECRET_KEY_ID: this.#data.secretKey.keyId };
  }

  get #queues(): QueueEnv {
    const url = (queue: () => WorkQueue): string => Lazy.string({ produce: () => queue().queue.queueUrl });
    return { BRISK_QUEUE_URL: url(() => this.#brisk), PATIENT_QUEUE_URL: url(() => this.#patient) };
  }

  #api(): ReleasedFunction {
    const ownership = { owner: 'webhooks', tier: 2, runbook: 'http-function' } as const;
    const sizes = { memoryMb: 1024, timeoutSeconds: 15 };
    const more: CursorEnv & EventsEnv = {
      CURSOR_KEY_ID: this.#data.cursorKey.keyId,
      EVENT_TYPES: this.#events.map(({ detailType }) => detailType).join(','),
    };
    const api = this.#function('Api', 'api', {
      ...ownership,
      ...sizes,
      environment: { ...this.#secrets, ...more },
    });
    this.#data.grantManaging(api);
    return api;
  }

  #intake(): void {
    const consumer = this.#function('OnEvent', 'on-event', { ...FEED, memoryMb: 512, timeoutSeconds: 20 });
    this.#data.grantSequencing(consumer);
    const { key } = this.#data;
    // As few as Lambda allows: runs that serve one tenant wait for each other; each enters ten events at once.
    const limits = { batchSize: 10, maxConcurrency: 2, lateAfterSeconds: 60 };
    const queue = new WorkQueue(this, 'Intake', { ...this.#common(FEED), ...limits, consumer });
    for (const event of this.#events) {
      const busName = this.#environment.BUS_NAME;
      new EventRoute(this, `On-${event.detailType}`.replace('.', '-'), { busName, event, to: queue, key });
    }
  }

  #fanOut(): ReleasedFunction {
    const sizes = { memoryMb: 1024, timeoutSeconds: 60, environment: { ...this.#queues } };
    const fanOut = this.#function('FanOut', 'fan-out', { ...FEED, ...sizes });
    this.#data.grantFanningOut(fanOut);
    const from = this.#data.store;
    // Each event may have 200 endpoints: 20,000 deliveries, some ten seconds' work of a run's sixty.
    const limits = { sortKeys: FANNED_OUT, insertsOnly: true, batchSize: 100, parallel: 10 };
    new StreamRoute(this, 'FeedStream', { ...this.#common(FEED), ...limits, from, to: fanOut });
    return fanOut;
  }

  /**
   * The only two functions that connect to what is not AWS. They put later tries, and those that find no place, into their own
   * queues; model/job.ts says where that ends.
   */
  #deliver(id: string, lane: LaneEnv['LANE'], timeoutSeconds: number): ReleasedFunction {
    const environment = { ...this.#secrets, ...this.#queues, ...this.#laneOf(lane) };
    const releasedAs = lane === 'brisk' ? 'deliver' : 'deliver-patiently';
    const made = { ...DELIVERIES, releasedAs, memoryMb: 1024, timeoutSeconds, environment, feedsItself: true };
    const deliver = this.#function(id, 'deliver', { ...made, network: this.#egress });
    this.#egress?.grant(deliver);
    this.#data.grantAttempting(deliver);
    return deliver;
  }

  /** In the patient lane a run may take seconds, so no tenant has more than half of them; one machine runs four at a time. */
  #laneOf(lane: LaneEnv['LANE']): Record<string, string> {
    if (lane === 'brisk') return { LANE: lane };
    return { LANE: lane, TENANT_RUNS: String((isLocal(this) ? LOCAL_RUNS : LANE_RUNS) / 2) };
  }

  #lane(id: string, consumer: ReleasedFunction, more: Pick<WorkQueueProps, 'gatherSeconds'> = {}): WorkQueue {
    const limits = { batchSize: 10, maxConcurrency: LANE_RUNS, lateAfterSeconds: 2 * HELD_BACK_SECONDS, ...more };
    return new WorkQueue(this, id, { ...this.#common(DELIVERIES), ...limits, consumer });
  }

  #due(): ReleasedFunction {
    const sizes = { memoryMb: 512, timeoutSeconds: 50, environment: { ...this.#queues } };
    const due = this.#function('Due', 'due', { ...DELIVERIES, ...sizes });
    this.#data.grantWaking(due);
    new ScheduleRoute(this, 'DueSchedule', { ...this.#common(DELIVERIES), to: due, everyMinutes: 1 });
    this.#watchAlarmClock();
    return due;
  }

  /** A queue's age tells of messages; this one tells of deliveries that wait in the table for theirs. */
  #watchAlarmClock(): void {
    raiseAlarm(this, 'AlarmsLate', {
      ...DELIVERIES,
      topicArn: this.#alarmTopicArn,
      says: `Retries are late: due deliveries are requeued more than ${ALARMS_LATE_AFTER_MS / 1000} s after their time.`,
      metric: new Metric({
        namespace: metricNamespace(this),
        metricName: FALLBACKS_LATE,
        dimensionsMap: { service: 'webhooks' },
        statistic: Stats.MAXIMUM,
        period: MINUTE,
      }),
      above: ALARMS_LATE_AFTER_MS,
    });
  }

  #relay(): void {
    const ownership = { owner: 'webhooks', tier: 2, runbook: 'webhooks-relay' } as const;
    const relay = this.#function('Relay', 'relay', { ...ownership, memoryMb: 512, timeoutSeconds: 30 });
    grantPublishing(relay, readStackParameter(this, this.#deployment, 'busArn'), Object.values(webhooks.events));
    const limits = { sortKeys: RELAYED, insertsOnly: true, batchSize: 100, parallel: 1 };
    const from = this.#data.store;
    new StreamRoute(this, 'OutboxStream', { ...this.#common(ownership), ...limits, from, to: relay });
  }

  #grantPosting(grantee: IGrantable): void {
    const resources = [this.#brisk.queue.queueArn, this.#patient.queue.queueArn];
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources }));
    this.#data.key.grantUseThrough(grantee, 'sqs');
  }
}
