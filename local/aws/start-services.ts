import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cloudformationQuery } from '../cloudformation/cloudformation-api.ts';
import { trailTo } from '../cloudtrail/trail.ts';
import { Alarms } from '../cloudwatch/alarms.ts';
import { cloudwatchOperations } from '../cloudwatch/cloudwatch-api.ts';
import { takeEmf } from '../cloudwatch/emf.ts';
import { Metrics } from '../cloudwatch/metrics.ts';
import { Sampler } from '../cloudwatch/sampler.ts';
import { startBatchFront } from '../dynamodb/batch-front.ts';
import { type Engine, startEngine } from '../dynamodb/engine.ts';
import { dynamoCall } from '../dynamodb/json-client.ts';
import { TtlSweeper } from '../dynamodb/ttl-sweeper.ts';
import { Archives } from '../events/archive.ts';
import { EventBuses } from '../events/bus.ts';
import { eventsOperations } from '../events/events-api.ts';
import { Schedules } from '../events/schedules.ts';
import { KeyStore } from '../kms/key-store.ts';
import { kmsOperations } from '../kms/kms-api.ts';
import { serviceHandlers } from '../resources/service-handlers.ts';
import { Buckets } from '../s3/buckets.ts';
import { s3Rest } from '../s3/s3-api.ts';
import type { ServiceHost, StartServices } from '../services.ts';
import { queueName } from '../sqs/queue-names.ts';
import { Queues } from '../sqs/queues.ts';
import { sqsOperations } from '../sqs/sqs-api.ts';
import { Parameters } from '../ssm/parameters.ts';
import { ssmOperations } from '../ssm/ssm-api.ts';
import { Checkpoints } from '../streams/checkpoints.ts';
import { Mappings } from '../streams/mappings.ts';
import { putAside } from '../streams/put-aside.ts';
import { Trimmer } from '../streams/trimmer.ts';
import { startEndpoint } from './endpoint.ts';
import { isMappingsPath, mappingsRest } from './event-source-mappings-rest.ts';
import { isLambdaPath, lambdaRest } from './lambda-rest.ts';
import { LocalStore } from './local-store.ts';
import { Mailbox } from './mailbox.ts';

const BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 10_000;

/** Ends the process in order, as Ctrl-C does: without its store the cloud has nothing to answer. */
const giveUp =
  (log: (line: string) => void) =>
  (reason: string): void => {
    log(reason);
    process.kill(process.pid, 'SIGTERM');
  };

/** The parts that hold state, none of which runs yet. */
const makeParts = (host: ServiceHost, engine: Engine) => {
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
  const buckets = new Buckets(join(folder, 's3'));
  const dynamo = dynamoCall(engine.endpoint);
  const checkpoints = new Checkpoints(store);
  const invoke = (target: string, payload: string) => functions.invoke(target, payload);
  const mappings = new Mappings({
    stream: {
      checkpoints,
      invoke,
      putAside: putAside(buckets, queues, log),
      now: Date.now,
      log,
      backoffMs: BACKOFF_MS,
      maxBackoffMs: MAX_BACKOFF_MS,
    },
    queue: { queues, invoke, log },
    streamFile: engine.streamFile,
    dynamo,
    metrics,
    counts: () => functions.counts(),
  });
  const consumers = (table: string) => mappings.consumers(table);
  const isBusy = () => mappings.requestsWait();
  const trimmer =
    engine.streamFile === undefined
      ? undefined
      : new Trimmer({ file: engine.streamFile, checkpoints, consumers, isBusy, log });
  return {
    ...{ store, queues, archives, metrics, alarms, buckets, dynamo, mappings, trimmer },
    buses: new EventBuses(store, queues, archives, log),
    schedules: new Schedules(functions, queues, log),
    keys: new KeyStore(join(folder, 'kms')),
    parameters: new Parameters(store),
    sweeper: new TtlSweeper(dynamo, log),
    mailbox: new Mailbox(),
    sampler: new Sampler({ metrics, alarms, queues, counts: () => functions.counts() }),
  };
};

export type Parts = ReturnType<typeof makeParts>;

const serve = (host: ServiceHost, parts: Parts) => {
  const trail = trailTo((event) => parts.buses.put([event]));
  return startEndpoint({
    services: new Map([
      ['AmazonSQS', sqsOperations(parts.queues, host.log)],
      ['AWSEvents', eventsOperations(parts.buses)],
      ['TrentService', kmsOperations(parts.keys)],
      ['AmazonSSM', ssmOperations(parts.parameters)],
      ['GraniteServiceVersion20100801', cloudwatchOperations(parts.alarms)],
      ...(host.operations ?? []),
    ]),
    rest: (call) => {
      if (isMappingsPath(call.path)) return mappingsRest(parts.mappings, call);
      return isLambdaPath(call.path) ? lambdaRest(host.functions, trail, call) : s3Rest(parts.buckets, call);
    },
    tap: (listener) => parts.buses.tap(listener),
    query: (form) => cloudformationQuery(host.stacks, form),
    mailbox: parts.mailbox,
    log: host.log,
  });
};

/** Starts the engine and everything else that functions find behind their AWS endpoint. Nothing polls before `begin`. */
export const startServices: StartServices = async (host) => {
  const engine = await startEngine({ dataDir: host.dataDir, log: host.log, onLost: giveUp(host.log) });
  const parts = makeParts(host, engine);
  const endpoint = await serve(host, parts);
  // An endpoint that was given commits batches as it likes.
  const front =
    engine.streamFile === undefined
      ? undefined
      : await startBatchFront(engine.endpoint, () => parts.mappings.requestsWait());
  const { queues, mappings, trimmer, schedules, sweeper, sampler } = parts;
  return {
    endpoints: { aws: endpoint.url, dynamodb: engine.endpoint },
    endpointsOf: (name) => ({
      aws: endpoint.url,
      dynamodb: (mappings.isFedByStream(name) ? front?.endpoint : undefined) ?? engine.endpoint,
    }),
    furtherUrls: front === undefined ? [] : [front.endpoint],
    isBackground: (name) => mappings.isFed(name),
    handlers: serviceHandlers(parts, host.addresses, () => endpoint.url),
    parameter: (name) => parts.parameters.get(name)?.value,
    deliver: async (destination, record) => {
      // A topic has no subscribers on one machine.
      if (destination.startsWith('arn:aws:sqs:')) queues.send(queueName(destination), [{ body: record }]);
    },
    begin: async () => {
      mappings.begin();
      trimmer?.begin();
      schedules.begin();
      sweeper.begin();
      sampler.begin();
    },
    ringing: (names, since) => {
      const now = Date.now();
      sampler.sample(now);
      return parts.alarms.ringing(names, since, now);
    },
    announce: (event) => void parts.buses.put([event]),
    onLogLine: (_, line) => takeEmf(parts.metrics, line, Date.now()),
    stop: async () => {
      schedules.stop();
      sweeper.stop();
      sampler.stop();
      await mappings.stop();
      await trimmer?.stop();
      await endpoint.stop();
      await front?.stop();
      parts.store.close();
      await engine.stop();
    },
    counts: () => Object.fromEntries(queues.names().map((name) => [`queue ${name}`, queues.counts(name).visible])),
  };
};
