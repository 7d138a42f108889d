import type { DynamoDBRecord } from 'aws-lambda';
import type { Message } from '../../functions/kernel/aws/put-events.ts';
import type { Outgoing } from '../../functions/webhooks/http-client/send.ts';
import type { Answer } from '../../functions/webhooks/model/attempt.ts';
import { type Asked, type Kit, kit } from '../store/webhooks/kit.ts';
import { busMessage } from '../store/webhooks/kit-events.ts';
import { clientFor, type Engine } from '../support/dynamo.ts';
import { createWebhooksTable } from '../support/webhooks-table.ts';
import { type Item, scan } from './golden.ts';

export interface WebhooksExchange {
  readonly routeKey: string;
  readonly asked: Asked;
  readonly answer: { readonly status: number; readonly text: string };
}

/** What one release of webhooks left behind, said, and had not done yet. */
export interface WebhooksGolden {
  readonly release: number;
  /** When it stopped, in ms since the epoch. */
  readonly now: number;
  /** Endpoints by what they stand for: `good` answers, `down` does not, `gone` wants nothing any more. */
  readonly endpoints: Readonly<Record<'good' | 'down' | 'gone', { readonly id: string; readonly secret: string }>>;
  /** Keyed requests, which are answered the same for ever. */
  readonly writes: readonly WebhooksExchange[];
  readonly reads: readonly WebhooksExchange[];
  readonly items: readonly Item[];
  /** What came from the bus. */
  readonly messages: readonly string[];
  /** Stream records that nobody had taken, and jobs that waited in the queues, when it stopped. */
  readonly records: readonly DynamoDBRecord[];
  readonly jobs: Kit['queue'];
  /** Events that it told. */
  readonly published: readonly Message[];
}

const PORT = { good: 7001, down: 7002, gone: 7003 } as const;
type Name = keyof typeof PORT;
const OK: Answer = { status: 200, error: undefined, body: 'thanks' };
const DOWN: Answer = { status: undefined, error: 'connection', body: undefined };
const GONE: Answer = { status: 410, error: undefined, body: 'no more' };

const answers = ({ target }: Outgoing): Answer => {
  const { port } = target as unknown as { readonly port: number };
  if (Number(port) === PORT.good) return OK;
  return Number(port) === PORT.gone ? GONE : DOWN;
};

const QUARTER_MS = 900_000;
/** Longer than a delivery is tried: it is parked then. */
const TRIED_FOR_MS = 80 * 3_600_000;

const pass = async (one: Kit, ms: number): Promise<void> => {
  for (const end = one.time.now + ms; one.time.now < end; ) {
    one.time.now += QUARTER_MS;
    await one.wake();
    await one.drainQueue();
  }
};

const story = async (one: Kit) => {
  const writes: WebhooksExchange[] = [];
  const write = async (routeKey: string, asked: Asked) => {
    const { status, text, json } = await one.call(routeKey, asked);
    if (status >= 300) throw new Error(`${routeKey}: ${status} ${text}`);
    writes.push({ routeKey, asked, answer: { status, text } });
    return json as { readonly id: string; readonly secret: string };
  };
  const create = (name: Name, events: readonly string[]) =>
    write('POST /v1/webhook-endpoints', {
      key: `create-${name}`,
      body: { url: `http://127.0.0.1:${PORT[name]}/hook`, events, description: name },
    });
  const endpoints = {
    good: await create('good', ['*']),
    down: await create('down', ['ledger.*']),
    gone: await create('gone', ['ledger.TransactionPosted']),
  };
  const good = { id: endpoints.good.id };
  await one.call('PATCH /v1/webhook-endpoints/{id}', { params: good, body: { description: 'Books' } });
  const messages = [1, 2, 3, 4, 5, 6].map((number) => busMessage(number));
  const heard = async (...numbers: readonly number[]) => {
    const failed = await one.onEvent(numbers.map((number) => messages[number - 1] ?? ''));
    if (failed.length > 0) throw new Error('an event was not taken');
  };
  await heard(1, 2, 3);
  await one.drainStream();
  await one.drainQueue();
  await one.drainStream();
  await pass(one, TRIED_FOR_MS);
  await write('POST /v1/webhook-endpoints/{id}/rotate-secret', { params: good, key: 'rotate' });
  await write('POST /v1/webhook-endpoints/{id}/test', { params: good, key: 'test' });
  await one.drainStream();
  await one.drainQueue();
  const log = await one.call('GET /v1/webhook-endpoints/{id}/deliveries', { params: { id: endpoints.down.id } });
  const parked = log.json.data.find(({ state }: { readonly state: string }) => state === 'parked');
  if (parked === undefined) throw new Error(`nothing was parked: ${log.text}`);
  await write('POST /v1/deliveries/{id}/redeliver', { params: { id: parked.id }, key: 'redeliver' });
  await heard(4);
  await one.drainStream();
  await one.drainQueue(1);
  await heard(5);
  await one.drainStream();
  await heard(6);
  return { writes, endpoints, messages };
};

const READS = (id: string): readonly (readonly [string, Asked])[] => [
  ['GET /v1/webhook-endpoints/{id}', { params: { id } }],
  ['GET /v1/webhook-endpoints/{id}/deliveries', { params: { id }, query: 'limit=100' }],
];

/** What this release of webhooks writes, says and leaves to do. */
export const recordWebhooks = async (release: number, engine: Engine): Promise<WebhooksGolden> => {
  const client = clientFor(engine.endpoint);
  try {
    await createWebhooksTable(client, 'webhooks');
    const one = kit(client, 'webhooks', answers);
    const { writes, endpoints, messages } = await story(one);
    const reads: WebhooksExchange[] = [];
    const asked = [
      ['GET /v1/webhook-endpoints', {}] as const,
      ['GET /v1/events', { query: 'limit=100' }] as const,
      ...Object.values(endpoints).flatMap(({ id }) => READS(id)),
    ];
    for (const [routeKey, ask] of asked) {
      const { status, text } = await one.call(routeKey, ask);
      reads.push({ routeKey, asked: ask, answer: { status, text } });
    }
    const { time, records, queue: jobs, published } = one;
    const items = await scan(client, 'webhooks');
    return { release, now: time.now, endpoints, writes, reads, items, messages, records, jobs, published };
  } finally {
    client.destroy();
  }
};
