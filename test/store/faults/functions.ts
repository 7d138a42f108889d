import { createHmac } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { cursors } from '../../../functions/kernel/cursor.ts';
import type { Dynamo } from '../../../functions/kernel/dynamodb.ts';
import type { Chance, Clock } from '../../../functions/kernel/ports.ts';
import { Recent } from '../../../functions/kernel/recent.ts';
import { build as buildLedgerApi } from '../../../functions/ledger/handlers/api/api.ts';
import { buildRelay as buildLedgerRelay } from '../../../functions/ledger/handlers/relay.ts';
import { buildRepublish } from '../../../functions/ledger/handlers/republish.ts';
import { newRelay } from '../../../functions/ledger/store/relay.ts';
import { build as buildWebhooksApi } from '../../../functions/webhooks/handlers/api.ts';
import { buildDeliver } from '../../../functions/webhooks/handlers/deliver.ts';
import { buildDue } from '../../../functions/webhooks/handlers/due.ts';
import { buildFanOut } from '../../../functions/webhooks/handlers/fan-out.ts';
import { buildOnEvent } from '../../../functions/webhooks/handlers/on-event.ts';
import { buildRelay as buildWebhooksRelay } from '../../../functions/webhooks/handlers/relay.ts';
import type { Lane } from '../../../functions/webhooks/model/job.ts';
import { publishTo } from '../../../functions/webhooks/store/bus.ts';
import { jobQueues } from '../../../functions/webhooks/store/jobs.ts';
import { kmsSecrets } from '../../../functions/webhooks/store/secrets.ts';
import type { Send } from '../../../functions/webhooks/store/send.ts';
import type { Environment } from './environment.ts';

type Command = { readonly constructor: { readonly name: string }; readonly input: object };

/** The world outside of the functions. */
export interface Outside {
  readonly dynamo: Dynamo;
  readonly tables: { readonly ledger: string; readonly webhooks: string };
  readonly clock: Clock;
  readonly chance: Chance;
  /** Commands of the SDK's clients of EventBridge and SQS. */
  readonly put: (command: Command) => Promise<unknown>;
  readonly queue: (command: Command) => Promise<unknown>;
  readonly send: Send;
  readonly urls: Readonly<Record<Lane, string>>;
  /** What functions log as errors. */
  readonly logsError: (message: string) => void;
}

/** Time enough: what ends a run here is its fault, not the clock. */
const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
const REMEMBERED = 100;
const policy = { loopback: true, ownPorts: new Set([4000]) };
const cursorKey = cursors(async () => Buffer.alloc(32, 9));

const mac = async ({ input }: Command) => {
  const { Message } = input as { readonly Message: Uint8Array };
  return { Mac: createHmac('sha256', 'the key').update(Message).digest() };
};

/** A client of the SDK as a function sees it: each command is a call of its environment. */
const through = (environment: Environment, effect: (command: Command) => Promise<unknown>): never =>
  ({
    send: (command: Command) =>
      environment.call(command.constructor.name.replace('Command', ''), command.input, () => effect(command)),
  }) as unknown as never;

const parts = (outside: Outside, environment: Environment) => {
  const { clock, chance, tables, urls } = outside;
  const store: Dynamo = through(environment, (command) => outside.dynamo.send(command as never) as Promise<unknown>);
  const shared = { dynamo: store, clock, chance, codeVersion: '1', cursors: cursorKey };
  const log = { info: () => {}, warn: () => {}, error: outside.logsError };
  const secretOf = kmsSecrets(through(environment, mac), 'the key');
  const send: Send = (outgoing) => environment.call('POST', outgoing.target, () => outside.send(outgoing));
  const post = jobQueues({ client: through(environment, outside.queue), urls, clock, chance });
  const bus = { client: through(environment, outside.put), name: 'folio', clock, chance };
  const ledger = { ...shared, table: tables.ledger };
  const webhooks = { ...shared, table: tables.webhooks };
  return { clock, log, secretOf, send, post, bus, ledger, webhooks };
};

/** A cold start of each of Folio's functions between a client's request and the client's server. */
const STARTS = {
  'ledger-api': ({ ledger, log }) => buildLedgerApi({ ...ledger, log }),
  'ledger-relay': ({ clock, log, ledger, bus }) => buildLedgerRelay({ clock, log, relay: newRelay(ledger, bus) }),
  republish: ({ clock, log, ledger, bus }) => buildRepublish({ clock, log, relay: newRelay(ledger, bus) }),
  'on-event': ({ clock, log, webhooks: store }) =>
    buildOnEvent({ clock, log, sequencer: { store, places: new Recent<number>(REMEMBERED) } }),
  'fan-out': ({ clock, log, webhooks: store, post }) => buildFanOut({ clock, log, store, post }),
  deliver: (all) => deliverIn('brisk', all),
  'deliver-patiently': (all) => deliverIn('patient', all),
  due: ({ clock, log, webhooks: store, post }) => buildDue({ clock, log, store, post }),
  'webhooks-relay': ({ clock, log, bus }) =>
    buildWebhooksRelay({ clock, log, publish: publishTo(bus.client, bus.name) }),
  'webhooks-api': ({ webhooks, log, secretOf }) =>
    buildWebhooksApi({ ...webhooks, log, secretOf, policy, resolve: async () => undefined }),
} satisfies Readonly<Record<string, (all: ReturnType<typeof parts>) => unknown>>;

const deliverIn = (lane: Lane, { clock, log, webhooks: store, post, secretOf, send }: ReturnType<typeof parts>) =>
  buildDeliver({ clock, log, store, post, secretOf, policy, lane, send, seen: new Recent(REMEMBERED) });

export type FunctionName = keyof typeof STARTS;
export type Handler = (event: unknown) => Promise<unknown>;

/** Starts a function in an environment of its own. */
export const start = (name: FunctionName, outside: Outside, environment: Environment): Handler => {
  const handler = STARTS[name](parts(outside, environment)) as (...all: readonly unknown[]) => Promise<unknown>;
  // An API's time ends by a real timer, which a killed run would leave behind.
  return name.endsWith('-api') ? (event) => handler(event) : (event) => handler(event, context);
};
