import { Lazy } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ledgerEvents } from '../../functions/ledger/contract/events.ts';
import { webhooksEvents } from '../../functions/webhooks/contract/events.ts';
import type { LaneEnv, QueueEnv, SecretEnv, WebhooksEnv } from '../../functions/webhooks/env.ts';
import { ALARMS_LATE } from '../../functions/webhooks/model/alarm.ts';
import { FEED_PREFIX, JOB_SORT, OUTBOX_SORT } from '../../functions/webhooks/store/keys.ts';
import { MINUTE, type Ownership, raiseAlarm } from '../platform/alarms.ts';
import type { Deployment } from '../platform/deployment.ts';
import { EventRoute } from '../platform/event-route.ts';
import { HttpTarget } from '../platform/http-routes.ts';
import { releaseIdentity } from '../platform/release-identity.ts';
import { ReleasedFunction, type ReleasedFunctionProps } from '../platform/released-function.ts';
import { ScheduleRoute } from '../platform/schedule-route.ts';
import { StreamRoute } from '../platform/stream-route.ts';
import { readWire } from '../platform/wires.ts';
import { WorkQueue } from '../platform/work-queue.ts';
import type { WebhooksData } from './webhooks-data.ts';

/** Every event that clients may see, from the contracts of those that tell it. */
const PUBLIC_EVENTS = [...Object.values(ledgerEvents), ...Object.values(webhooksEvents)].filter((one) => one.public);

/** The items that something follows from: events of the feed and attempts that the API asks for; and events to publish. */
const FANNED_OUT = [{ prefix: FEED_PREFIX }, JOB_SORT];
const RELAYED = [OUTBOX_SORT];

const FEED = { owner: 'webhooks', tier: 2, runbook: 'webhooks-feed' } as const;
const DELIVERIES = { owner: 'webhooks', tier: 2, runbook: 'webhooks-deliveries' } as const;

/** A message may be held back for 15 minutes, and a queue counts that as age. */
const HELD_BACK_SECONDS = 900;

/** The clock looks each minute, so that everything is found within two. */
const ALARMS_LATE_AFTER_MS = 300_000;

/** `DeliverPatiently` -> `deliver-patiently`: a construct's id never changes, and so neither does the path of its pin. */
const releaseName = (id: string): string => id.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase();

interface Made extends Ownership {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly feedsItself?: boolean;
}

/**
 * The functions of webhooks: events into the feed, deliveries from the feed, attempts in two lanes, the clock that wakes later
 * ones, the relay of its own events, and the API.
 */
export class WebhooksService extends Construct {
  readonly api: ReleasedFunction;
  readonly target: HttpTarget;
  readonly #deployment: Deployment;
  readonly #data: WebhooksData;
  readonly #environment: WebhooksEnv;
  readonly #alarmTopicArn: string;
  readonly #brisk: WorkQueue;
  readonly #patient: WorkQueue;

  constructor(scope: Construct, id: string, deployment: Deployment, data: WebhooksData) {
    super(scope, id);
    this.#deployment = deployment;
    this.#data = data;
    this.#alarmTopicArn = readWire(this, deployment, 'alarmTopicArn');
    this.#environment = {
      TABLE_NAME: data.store.table.tableName,
      BUS_NAME: readWire(this, deployment, 'busName'),
      CURSOR_KEY_ID: data.cursorKey.keyId,
      API_URL: readWire(this, deployment, 'apiUrl'),
      // For one machine: whoever runs the app there says so by context; no deployment has it by itself.
      ALLOW_LOOPBACK_HTTP: String(this.node.tryGetContext('folio:local-webhooks')) === 'true' ? 'true' : 'false',
    };
    this.api = this.#api();
    this.target = new HttpTarget(this, 'Target', { apiId: readWire(this, deployment, 'apiId'), target: this.api });
    this.#intake();
    // Each lane can hand over to the other, so both are made before either's queue is known to them.
    const [brisk, patient] = [this.#deliver('Deliver', 'brisk', 15), this.#deliver('DeliverPatiently', 'patient', 30)];
    this.#brisk = this.#lane('Deliveries', brisk);
    this.#patient = this.#lane('PatientDeliveries', patient);
    for (const sender of [brisk, patient, this.#fanOut(), this.#due()]) this.#grantPosting(sender);
    this.#relay();
  }

  #function(id: string, handler: string, { environment = {}, ...made }: Made): ReleasedFunction {
    return new ReleasedFunction(this, id, {
      ...this.#common(made),
      ...made,
      environment: { ...this.#environment, ...environment },
      release: releaseIdentity(this.#deployment, 'webhooks', releaseName(id), id === 'Api' ? 'health' : 'alias'),
      code: this.#deployment.bundles.code(`functions/webhooks/handlers/${handler}.ts`),
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
    const api = this.#function('Api', 'api.http', { ...ownership, ...sizes, environment: { ...this.#secrets } });
    this.#data.grantManaging(api);
    return api;
  }

  #intake(): void {
    const consumer = this.#function('OnEvent', 'on-event.queue', { ...FEED, memoryMb: 512, timeoutSeconds: 20 });
    this.#data.grantSequencing(consumer);
    const { key } = this.#data;
    // As few as Lambda allows: runs that serve one tenant wait for each other; each enters ten events at once.
    const limits = { batchSize: 10, maxConcurrency: 2, lateAfterSeconds: 60 };
    const queue = new WorkQueue(this, 'Intake', { ...this.#common(FEED), ...limits, consumer });
    for (const event of PUBLIC_EVENTS) {
      const busName = this.#environment.BUS_NAME;
      new EventRoute(this, `On-${event.detailType}`.replace('.', '-'), { busName, event, to: queue, key });
    }
  }

  #fanOut(): ReleasedFunction {
    const sizes = { memoryMb: 1024, timeoutSeconds: 60, environment: { ...this.#queues } };
    const fanOut = this.#function('FanOut', 'fan-out.stream', { ...FEED, ...sizes });
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
    const environment = { ...this.#secrets, ...this.#queues, LANE: lane };
    const made = { ...DELIVERIES, memoryMb: 1024, timeoutSeconds, environment, feedsItself: true };
    const deliver = this.#function(id, 'deliver.queue', made);
    this.#data.grantAttempting(deliver);
    return deliver;
  }

  #lane(id: string, consumer: ReleasedFunction): WorkQueue {
    const limits = { batchSize: 10, maxConcurrency: 50, lateAfterSeconds: 2 * HELD_BACK_SECONDS };
    return new WorkQueue(this, id, { ...this.#common(DELIVERIES), ...limits, consumer });
  }

  #due(): ReleasedFunction {
    const sizes = { memoryMb: 512, timeoutSeconds: 50, environment: { ...this.#queues } };
    const due = this.#function('Due', 'due.schedule', { ...DELIVERIES, ...sizes });
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
      says: `Deliveries are woken more than ${ALARMS_LATE_AFTER_MS / 1000} s after their time.`,
      metric: new Metric({
        namespace: 'Folio',
        metricName: ALARMS_LATE,
        dimensionsMap: { service: 'webhooks' },
        statistic: Stats.MAXIMUM,
        period: MINUTE,
      }),
      above: ALARMS_LATE_AFTER_MS,
    });
  }

  #relay(): void {
    const ownership = { owner: 'webhooks', tier: 2, runbook: 'webhooks-relay' } as const;
    const relay = this.#function('Relay', 'relay.stream', { ...ownership, memoryMb: 512, timeoutSeconds: 30 });
    const bus = readWire(this, this.#deployment, 'busArn');
    relay.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: ['events:PutEvents'], resources: [bus] }));
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
