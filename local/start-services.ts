import { startEndpoint } from './aws/endpoint.ts';
import { isLambdaPath, lambdaRest } from './aws/lambda-rest.ts';
import { cloudformationQuery } from './cloudformation/cloudformation-api.ts';
import { trailTo } from './cloudtrail/trail.ts';
import { cloudwatchOperations } from './cloudwatch/cloudwatch-api.ts';
import { takeEmf } from './cloudwatch/emf.ts';
import { metricOperations } from './cloudwatch/metric-data.ts';
import { DeploymentState } from './deployment-state.ts';
import { eventsOperations } from './events/events-api.ts';
import { assertKeptDatabases } from './folder/kept-databases.ts';
import { kmsOperations } from './kms/kms-api.ts';
import { serviceHandlers } from './resources/service-handlers.ts';
import { s3Rest } from './s3/s3-api.ts';
import { makeParts, type Parts } from './service-parts.ts';
import type { ServiceHost, Services, StartServices } from './services.ts';
import { queueName } from './sqs/queue-names.ts';
import { sqsOperations } from './sqs/sqs-api.ts';
import { ssmOperations } from './ssm/ssm-api.ts';
import { isGivenStore, type RunningStore, startStore } from './store/start-store.ts';
import { isMappingsPath, mappingsRest } from './streams/mappings-rest.ts';
import { secretOf } from './trust/credentials.ts';

/** Ends the process in order, as Ctrl-C does: without its store the cloud has nothing to answer. */
const giveUp =
  (log: (line: string) => void) =>
  (reason: string): void => {
    log(reason);
    process.kill(process.pid, 'SIGTERM');
  };

const serve = (host: ServiceHost, parts: Parts) => {
  const trail = trailTo((event) => parts.buses.put([event]));
  return startEndpoint({
    secret: secretOf(host.credentials),
    services: new Map([
      ['AmazonSQS', sqsOperations(parts.queues, host.log)],
      ['AWSEvents', eventsOperations(parts.buses)],
      ['TrentService', kmsOperations(parts.keys)],
      ['AmazonSSM', ssmOperations(parts.parameters)],
      ['GraniteServiceVersion20100801', { ...cloudwatchOperations(parts.alarms), ...metricOperations(parts.metrics) }],
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

/** Starts the store and everything else that functions find behind their AWS endpoint. Nothing polls before `begin`. */
export const startServices: StartServices = async (host) => {
  const isDeployed = new DeploymentState(host.dataDir).all().length > 0;
  if (isDeployed) assertKeptDatabases(host.dataDir, isGivenStore());
  const running = await startStore({
    conflictMs: host.conflictMs,
    dataDir: host.dataDir,
    credentials: host.credentials,
    ahead: host.ahead,
    log: host.log,
    onLost: giveUp(host.log),
  });
  try {
    return await startBeside(host, running);
  } catch (error) {
    // A thread that nobody ends keeps the process: whoever was told that nothing starts would wait for ever.
    await running.stop();
    throw error;
  }
};

/** Everything but the store. */
const startBeside = async (host: ServiceHost, running: RunningStore): Promise<Services> => {
  const parts = makeParts(host, running);
  const endpoint = await serve(host, parts);
  const { queues, mappings, trimmer, schedules, sampler } = parts;
  return {
    endpoints: { aws: endpoint.url, dynamodb: running.endpoint },
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
      sampler.begin();
    },
    inAlarm: (names, since) => {
      const now = Date.now();
      sampler.sample(now);
      return parts.alarms.inAlarm(names, since, now);
    },
    ringsSince: (name) => parts.alarms.ringsSince(name),
    advanced: () => {
      schedules.catchUp();
      queues.wakeAll();
      running.sweep?.();
    },
    announce: (event) => void parts.buses.put([event]),
    onLogLine: (_, line) => takeEmf(parts.metrics, line, Date.now()),
    stop: async () => {
      schedules.stop();
      sampler.stop();
      await mappings.stop();
      await trimmer?.stop();
      await endpoint.stop();
      parts.store.close();
      await running.stop();
    },
    counts: () => Object.fromEntries(queues.names().map((name) => [`queue ${name}`, queues.counts(name).visible])),
  };
};
