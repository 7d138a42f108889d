import { createHmac } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { Dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import { publishTo } from '../../../functions/kernel/aws/put-events.ts';
import type { Log } from '../../../functions/kernel/core/log.ts';
import type { Clock, Random, Timer } from '../../../functions/kernel/core/ports.ts';
import { Recent } from '../../../functions/kernel/core/recent.ts';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import { build as buildLedgerApi } from '../../../functions/ledger/handlers/api/routes.ts';
import { buildRepublish } from '../../../functions/ledger/handlers/republish.ts';
import { buildSweepHolds } from '../../../functions/ledger/handlers/sweep-holds.ts';
import { buildRelay as buildLedgerRelay, newRelay } from '../../../functions/ledger/store/relay/relay.ts';
import { build as buildWebhooksApi } from '../../../functions/webhooks/handlers/api/routes.ts';
import { buildOnEvent } from '../../../functions/webhooks/handlers/on-event.ts';
import type { Send } from '../../../functions/webhooks/http-client/send.ts';
import type { Lane } from '../../../functions/webhooks/model/job.ts';
import { portRanges } from '../../../functions/webhooks/model/port-ranges.ts';
import { kmsSecrets } from '../../../functions/webhooks/store/commit/secrets.ts';
import { buildDeliver } from '../../../functions/webhooks/store/jobs/deliver.ts';
import { hostBudgets } from '../../../functions/webhooks/store/jobs/host-budget.ts';
import { buildDue } from '../../../functions/webhooks/store/jobs/wake-due.ts';
import { buildFanOut } from '../../../functions/webhooks/store/relay/fan-out.ts';
import { jobQueues } from '../../../functions/webhooks/store/relay/job-queues.ts';
import { buildRelay as buildWebhooksRelay } from '../../../functions/webhooks/store/relay/relay.ts';
import { DUE_SHARDS } from '../../../functions/webhooks/store/table/keys.ts';
import { EVENT_TYPES } from '../../support/event-types.ts';
import type { Environment } from './environment.ts';

type Command = { readonly constructor: { readonly name: string }; readonly input: object };

/** The world outside of the functions. */
export interface Outside {
  readonly dynamo: Dynamo;
  readonly tables: { readonly ledger: string; readonly webhooks: string };
  readonly clock: Clock;
  readonly random: Random;
  /** Commands of the SDK's clients of EventBridge and SQS. */
  readonly put: (command: Command) => Promise<unknown>;
  readonly queue: (command: Command) => Promise<unknown>;
  readonly send: Send;
  readonly urls: Readonly<Record<Lane, string>>;
  /** What functions log as errors. */
  readonly logsError: Log['error'];
  /** The other lines. */
  readonly logsInfo?: Log['info'];
  /** Of the function; `1` unless said. */
  readonly codeVersion?: string;
  /** Limits the time of calls to an API; they have no limit unless said. */
  readonly timer?: Timer;
}

/** Time enough: what ends a run here is its fault, not the clock. */
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const REMEMBERED = 100;
const policy = { loopback: true, loopbackPorts: portRanges('1-65535'), ownPorts: new Set([4000]), ipv6: true };
const cursorKey = cursors(async () => Buffer.alloc(32, 9));

const mac = async ({ input }: Command) => {
  const { Message } = input as { readonly Message: Uint8Array };
  return { Mac: createHmac('sha256', 'the key').update(Message).digest() };
};

/** What stands around the calls of a process. */
export type Calls = Pick<Environment, 'call'>;

/** A client of the SDK as a function sees it: each command is a call of its environment. */
const through = (environment: Calls, effect: (command: Command) => Promise<unknown>): never =>
  ({
    send: (command: Command) =>
      environment.call(command.constructor.name.replace('Command', ''), command.input, () => effect(command)),
  }) as unknown as never;

const parts = (outside: Outside, environment: Calls) => {
  const { clock, random, tables, urls } = outside;
  const store: Dynamo = through(environment, (command) => outside.dynamo.send(command as never) as Promise<unknown>);
  const shared = { dynamo: store, clock, random, codeVersion: outside.codeVersion ?? '1', cursors: cursorKey };
  const log = { info: outside.logsInfo ?? (() => {}), warn: () => {}, error: outside.logsError };
  const limit = outside.timer === undefined ? {} : { timer: outside.timer };
  const secretOf = kmsSecrets(through(environment, mac), 'the key');
  const send: Send = (outgoing) => environment.call('POST', outgoing.target, () => outside.send(outgoing));
  const post = jobQueues({ client: through(environment, outside.queue), urls, clock, random });
  const bus = { client: through(environment, outside.put), name: 'folio', clock, random };
  const ledger = { ...shared, table: tables.ledger };
  const webhooks = { ...shared, table: tables.webhooks, dueShards: DUE_SHARDS };
  return { clock, log, secretOf, send, post, bus, ledger, webhooks, limit };
};

/** A cold start of each of Folio's functions between a client's request and the client's server. */
const STARTS = {
  'ledger-api': ({ ledger, log, limit }) => buildLedgerApi({ ...ledger, ...limit, log }),
  'sweep-holds': ({ ledger, log, clock }) => buildSweepHolds({ clock, log, random: ledger.random, store: ledger }),
  'ledger-relay': ({ clock, log, ledger, bus }) => buildLedgerRelay({ clock, log, relay: newRelay(ledger, bus) }),
  republish: ({ clock, log, ledger, bus }) => buildRepublish({ clock, log, relay: newRelay(ledger, bus) }),
  'on-event': ({ clock, log, webhooks: store }) =>
    buildOnEvent({ clock, log, sequencer: { store, positions: new Recent<number>(REMEMBERED) } }),
  'fan-out': ({ clock, log, webhooks: store, post }) => buildFanOut({ clock, log, store, post }),
  deliver: (all) => deliverIn('brisk', all),
  'deliver-patiently': (all) => deliverIn('patient', all),
  due: ({ clock, log, webhooks: store, post }) => buildDue({ clock, log, store, post }),
  'webhooks-relay': ({ clock, log, bus }) =>
    buildWebhooksRelay({ clock, log, publish: publishTo(bus.client, bus.name) }),
  'webhooks-api': ({ webhooks, log, secretOf, limit }) =>
    buildWebhooksApi({
      ...webhooks,
      ...limit,
      log,
      budgeting: undefined,
      secretOf,
      policy,
      resolve: async () => undefined,
      eventTypes: EVENT_TYPES,
    }),
} satisfies Readonly<Record<string, (all: ReturnType<typeof parts>) => unknown>>;

const deliverIn = (lane: Lane, { clock, log, webhooks: store, post, secretOf, send }: ReturnType<typeof parts>) =>
  buildDeliver({
    clock,
    log,
    store,
    post,
    secretOf,
    policy,
    lane,
    tenantRuns: lane === 'patient' ? 4 : undefined,
    send,
    hosts: hostBudgets(store),
    seen: new Recent(REMEMBERED),
  });

export type FunctionName = keyof typeof STARTS;
export type Handler = (event: unknown) => Promise<unknown>;

/** Starts a function in an environment of its own. */
export const start = (name: FunctionName, outside: Outside, environment: Calls): Handler => {
  const handler = STARTS[name](parts(outside, environment)) as (...all: readonly unknown[]) => Promise<unknown>;
  // An API's time ends by a real timer unless one is given, which a killed run would leave behind.
  return name.endsWith('-api') && outside.timer === undefined
    ? (event) => handler(event)
    : (event) => handler(event, context);
};
