import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../../functions/webhooks/store/table/keys.ts';
import type { Channel } from './channel.ts';
import { PORTS } from './client.ts';
import type { Allowed } from './counts.ts';
import type { Call } from './environment.ts';
import { COMMIT } from './own-commit.ts';
import { SERVER } from './own-server.ts';
import { DUE, POSTING, PUBLISHING, RULE } from './own-transport.ts';
import { BROKEN_DELIVERY, type Pipeline } from './pipeline.ts';
import { FAILS, GOOD, LATE } from './receivers.ts';
import type { Scene } from './scene.ts';

/** Of the eight that every hop has to stand. */
export type FaultName =
  | 'duplicated'
  | 'reordered'
  | 'delayed by hours'
  | 'half failed'
  | 'poison'
  | 'killed'
  | 'throttled'
  | 'redriven';

/** What is done to a hop, and what has to come of it. */
export interface Recipe {
  readonly claim: string;
  readonly play: (scene: Scene, hop: Hop) => Promise<Allowed | undefined>;
}

/** One hop on the way from a transfer to a client's server. */
export interface Hop {
  readonly name: string;
  /** What passes it. */
  readonly channel: (pipeline: Pipeline) => Channel;
  /** Brings everything that ever passed once more. */
  readonly replay?: (pipeline: Pipeline) => Promise<void> | void;
  /** How late a copy can come at the most, in hours: from the retention of whatever keeps it. */
  readonly copiesForHours: number;
  /** Calls of the function that does this hop's work: where it can be killed, and where what it works with can be busy. */
  readonly work: (call: Call) => boolean;
  /** The half of them, by tenant, that fails when half of a batch does. */
  readonly half: (call: Call) => boolean;
  /** Makes the hop be used, where it is not in every round. */
  readonly prepare?: (scene: Scene) => void;
  /** Something at this hop that nobody can ever handle, and where it then lies. */
  readonly poison: (pipeline: Pipeline) => Promise<void> | void;
  readonly parks: readonly string[];
  /** What is other at this hop than at most. */
  readonly own?: Partial<Readonly<Record<FaultName, Recipe>>>;
  /** Faults that cannot be there, and why. */
  readonly none?: Partial<Readonly<Record<FaultName, string>>>;
  /** Faults that may bring the same event to the same server once more, always under its one id. */
  readonly repeats?: readonly FaultName[];
}

const HOUR = 1;
const DAY = 24 * HOUR;

/** Of a transfer's request. */
const COMMITTING = ['TransactWriteItems', 'GetItem', 'BatchGetItem'] as const;

/** Calls of one function. */
const by =
  (name: string, ...calls: readonly string[]) =>
  (call: Call): boolean =>
    call.by === name && (calls.length === 0 || calls.includes(call.name));
const ofGlobex =
  (work: (call: Call) => boolean) =>
  (call: Call): boolean =>
    work(call) && call.says.includes('globex');

/** The server has the event, and the table does not know it. */
const SENT_BUT_NOT_RECORDED = ['killed', 'throttled', 'half failed'] as const;
/** Two messages about one attempt that are handled at the same moment, before either is recorded. */
const TOLD_TWICE = ['duplicated', 'half failed', 'killed', 'throttled'] as const;

/** Servers that take longer than the brisk lane waits. */
const slowServers = ({ pipeline }: Scene): void => {
  for (const port of PORTS) pipeline.receivers.behave(port, ({ patienceMs }) => (patienceMs < 10_000 ? LATE : GOOD));
};

/** Servers that fail each first attempt, and a queue that loses the messages about later ones. */
const lostRetries = (scene: Scene): void => {
  for (const port of PORTS) scene.pipeline.receivers.behave(port, (_, before) => (before === 0 ? FAILS : GOOD));
  // Not of one that waits for a place at its server: that is no retry, and only the queue knows of it.
  const isRetry = ({ by: name, name: call, says }: Call) =>
    name.startsWith('deliver') &&
    call === 'SendMessageBatch' &&
    !says.includes('"DelaySeconds":0') &&
    /\\"attempts\\":[1-9]\d*,\\"deferred\\":0/.test(says);
  scene.always((call) => (isRetry(call) ? { answers: async () => ({}) } : undefined));
};

const OUTAGE_MS = 10 * 60_000;

/** In each round the servers of acme are down, long enough for their breakers to open. */
const outages = (scene: Scene): void => {
  const { step } = scene;
  const { receivers, time } = scene.pipeline;
  scene.step = async () => {
    const back = time.now + OUTAGE_MS;
    for (const port of PORTS.slice(0, 2)) receivers.behave(port, () => (time.now < back ? FAILS : GOOD));
    await step();
  };
};

/** Finding out who waits and telling the queue of it, by whoever found the server back. */
const ofRevival = ({ by: name, name: call, says }: Call): boolean =>
  name.startsWith('deliver') && (call === 'Query' || (call === 'SendMessageBatch' && says.includes('revive')));
const SAME_QUEUE = 'these messages pass the brisk queue like any other';
const AS_BRISK = {
  duplicated: SAME_QUEUE,
  reordered: SAME_QUEUE,
  'delayed by hours': SAME_QUEUE,
  'half failed': SAME_QUEUE,
  poison: SAME_QUEUE,
  redriven: SAME_QUEUE,
};

/** Two endpoints that are gone in each round, so that webhooks has something to tell itself. */
const goneEndpoints = (scene: Scene): void => {
  const { step } = scene;
  scene.step = async () => {
    await scene.clients.goneHook();
    await scene.clients.goneHook();
    await step();
  };
};

const letters = (queue: string): string => `Folio-Webhooks-${queue}DeadLetters`;

const HALF_A_RECEIPT = { pk: { S: 'acme#T#txn_x' }, sk: { S: 'T' }, sc: { N: '201' }, b: { S: '{"half' } };
const WITHOUT_ANYTHING = { pk: { S: 'acme#X#0' } };
const event = (detail: object) => ({
  Source: 'ledger',
  DetailType: 'ledger.TransactionPosted',
  Detail: JSON.stringify({ tenant: 'acme', eventId: `evt_${'0'.repeat(26)}`, data: {}, ...detail }),
});
const UNKNOWN_VERSION = event({ version: 99 });
const LOOP = event({ version: 1, hops: 9 });

/** A delivery that waits for its time and can never be read. */
const brokenDelivery = async ({ client, tables, time }: Pipeline): Promise<void> => {
  const Item = {
    pk: { S: BROKEN_DELIVERY },
    sk: { S: 'D' },
    state: { S: 'pending' },
    [TABLE.indexes.due.partition]: { S: 'due#0' },
    [TABLE.indexes.due.sort]: { N: String(time.now) },
  };
  await client.send(new PutItemCommand({ TableName: tables.webhooks, Item }));
};

const EVENTBRIDGE = 'no process of ours; what it cannot deliver for a day is parked';

const hop = (name: string, rest: Omit<Hop, 'name' | 'half'> & { readonly half?: Hop['half'] }): Hop => ({
  name,
  half: ofGlobex(rest.work),
  ...rest,
});

export const HOPS: readonly Hop[] = [
  hop('client -> ledger', {
    channel: ({ schedule }) => schedule,
    copiesForHours: 0,
    poison: () => undefined,
    parks: [],
    work: by('ledger-api', ...COMMITTING),
    own: COMMIT,
    none: { redriven: 'a client is its own dead-letter queue: it repeats with the same key' },
  }),
  hop("ledger's stream -> relay", {
    channel: ({ ledgerStream }) => ledgerStream.channel,
    replay: ({ ledgerStream }) => ledgerStream.replay(),
    copiesForHours: 23 * HOUR,
    poison: ({ ledgerStream }) => ledgerStream.inject(HALF_A_RECEIPT),
    parks: ['ledger-aside'],
    work: by('ledger-relay'),
  }),
  hop('relay -> bus', {
    channel: ({ bus }) => bus.entering,
    replay: ({ bus }) => bus.replay(),
    copiesForHours: 89 * DAY,
    poison: ({ bus }) => void bus.put([UNKNOWN_VERSION]),
    parks: [],
    work: by('ledger-relay', 'PutEvents'),
    own: PUBLISHING,
  }),
  hop('rule -> intake queue', {
    channel: ({ bus }) => bus.leaving,
    replay: ({ bus }) => bus.replay(),
    copiesForHours: 89 * DAY,
    poison: ({ bus }) => void bus.put([LOOP]),
    parks: [letters('Intake')],
    work: () => false,
    own: RULE,
    none: { killed: EVENTBRIDGE, throttled: EVENTBRIDGE },
  }),
  hop('intake queue -> on-event', {
    channel: ({ intake }) => intake.channel,
    replay: ({ intake }) => intake.replay(),
    copiesForHours: 13 * DAY,
    poison: ({ intake }) => intake.inject('{"half'),
    parks: [letters('Intake')],
    work: by('on-event'),
  }),
  hop("feed's stream -> fan-out", {
    channel: ({ feedStream }) => feedStream.channel,
    replay: ({ feedStream }) => feedStream.replay(),
    copiesForHours: 23 * HOUR,
    poison: ({ feedStream }) => feedStream.inject({ ...WITHOUT_ANYTHING, sk: { S: 'F#000000000000001' } }),
    parks: ['feed-aside'],
    work: by('fan-out'),
    repeats: TOLD_TWICE,
  }),
  hop('fan-out -> delivery queue', {
    channel: ({ posting }) => posting,
    copiesForHours: 13 * DAY,
    poison: () => undefined,
    parks: [],
    work: by('fan-out', 'SendMessageBatch'),
    repeats: TOLD_TWICE,
    own: POSTING,
  }),
  hop('brisk queue -> deliver', {
    channel: ({ brisk }) => brisk.channel,
    replay: ({ brisk }) => brisk.replay(),
    copiesForHours: 13 * DAY,
    poison: ({ brisk }) => brisk.inject('{"tenant":"acme"}'),
    parks: [letters('Deliveries')],
    work: by('deliver'),
    repeats: SENT_BUT_NOT_RECORDED,
  }),
  hop('patient queue -> deliver', {
    channel: ({ patient }) => patient.channel,
    replay: ({ patient }) => patient.replay(),
    copiesForHours: 13 * DAY,
    poison: ({ patient }) => patient.inject('{"tenant":"acme"}'),
    parks: [letters('PatientDeliveries')],
    work: by('deliver-patiently'),
    prepare: slowServers,
    repeats: SENT_BUT_NOT_RECORDED,
  }),
  hop('a server that is back -> what waits for it', {
    channel: ({ brisk }) => brisk.channel,
    copiesForHours: 0,
    poison: () => undefined,
    parks: [],
    work: (call) => ofRevival(call),
    prepare: outages,
    repeats: SENT_BUT_NOT_RECORDED,
    none: AS_BRISK,
  }),
  hop('deliver -> server', {
    channel: ({ schedule }) => schedule,
    copiesForHours: 0,
    poison: () => undefined,
    parks: [],
    work: by('deliver', 'POST'),
    repeats: SENT_BUT_NOT_RECORDED,
    own: SERVER,
  }),
  hop('schedule -> due', {
    channel: ({ schedule }) => schedule,
    copiesForHours: 0,
    poison: brokenDelivery,
    parks: [],
    work: by('due'),
    prepare: lostRetries,
    own: DUE,
  }),
  hop("webhooks' stream -> its relay", {
    channel: ({ outboxStream }) => outboxStream.channel,
    replay: ({ outboxStream }) => outboxStream.replay(),
    copiesForHours: 23 * HOUR,
    poison: ({ outboxStream }) => outboxStream.inject({ ...WITHOUT_ANYTHING, sk: { S: 'O' } }),
    parks: ['outbox-aside'],
    work: by('webhooks-relay'),
    prepare: goneEndpoints,
    own: { 'half failed': PUBLISHING['half failed'] },
  }),
];
