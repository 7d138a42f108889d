import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LocalStore } from './aws/local-store.ts';
import { Mailbox } from './aws/mailbox.ts';
import { Alarms } from './cloudwatch/alarms.ts';
import { Metrics } from './cloudwatch/metrics.ts';
import { Sampler } from './cloudwatch/sampler.ts';
import { Archives } from './events/archive.ts';
import { EventBuses } from './events/bus.ts';
import { Schedules } from './events/schedules.ts';
import { KeyStore } from './kms/key-store.ts';
import { Buckets } from './s3/buckets.ts';
import { objectCreated } from './s3/object-created.ts';
import type { ServiceHost } from './services.ts';
import { Queues } from './sqs/queues.ts';
import { Parameters } from './ssm/parameters.ts';
import { dynamoCall } from './store/json-client.ts';
import type { RunningStore } from './store/start-store.ts';
import { Checkpoints } from './streams/checkpoints.ts';
import { Mappings } from './streams/mappings.ts';
import { sendToOnFailureDestination } from './streams/on-failure.ts';
import { Trimmer } from './streams/trimmer.ts';

const BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 10_000;

/** The parts that hold state, none of which runs yet. */
export const makeParts = (host: ServiceHost, running: RunningStore) => {
  const { functions, log, dataDir } = host;
  const folder = join(dataDir, 'services');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const store = new LocalStore(join(folder, 'local.sqlite'));
  const queues = new Queues(store);
  // Nobody of this new process holds a message yet.
  queues.freePolled();
  const archives = new Archives(store);
  const metrics = new Metrics();
  const alarms = new Alarms(metrics, log);
  const buses = new EventBuses(store, queues, archives, log);
  const buckets = new Buckets(join(folder, 's3'), (bucket, object) =>
    buses.put([objectCreated(bucket, object, Date.now())]),
  );
  const dynamo = dynamoCall(running.endpoint, host.credentials);
  const checkpoints = new Checkpoints(store);
  const invoke = (target: string, payload: string) => functions.invoke(target, payload);
  const mappings = new Mappings({
    stream: {
      checkpoints,
      invoke,
      discard: sendToOnFailureDestination(buckets, queues, log),
      now: Date.now,
      log,
      backoffMs: BACKOFF_MS,
      maxBackoffMs: MAX_BACKOFF_MS,
    },
    queue: { queues, invoke, log },
    feed: running.feed,
    dynamo,
    metrics,
    counts: () => functions.counts(),
  });
  const consumers = (table: string) => mappings.consumers(table);
  const { feed } = running;
  const trimmer =
    feed === undefined
      ? undefined
      : new Trimmer({ feed, checkpoints, consumers, keepMs: host.restorableMs ?? 0, now: Date.now, log });
  return {
    ...{ store, queues, archives, metrics, alarms, buckets, dynamo, mappings, trimmer },
    buses,
    schedules: new Schedules(functions, queues, log),
    keys: new KeyStore(join(folder, 'kms')),
    parameters: new Parameters(store),
    mailbox: new Mailbox(),
    sampler: new Sampler({ metrics, alarms, queues, counts: () => functions.counts() }),
  };
};

export type Parts = ReturnType<typeof makeParts>;
