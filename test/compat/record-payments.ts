import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { achSentBack } from '../../bin/client/ach-bank.ts';
import type { Message } from '../../functions/kernel/aws/put-events.ts';
import type { Asked } from '../store/payments/asked.ts';
import { OWN, PAYEE, pain002 } from '../store/payments/bank-files.ts';
import type { Queues, Item as Stored } from '../store/payments/stored.ts';
import { PaymentsWorld } from '../store/payments/world.ts';
import { clientFor, type Engine } from '../support/dynamo.ts';
import type { LeftLedger } from '../support/fake-ledger.ts';
import { type Item, putAll, scan } from './golden.ts';

interface Exchange {
  readonly routeKey: string;
  readonly asked: Asked;
  readonly answer: { readonly status: number; readonly text: string };
}

/** What one release of payments left behind, said, and had not done yet, with all that stood around it. */
export interface PaymentsGolden {
  readonly release: number;
  /** When it stopped, in ms since the epoch. */
  readonly now: number;
  /** Keyed requests, which are answered the same for ever. */
  readonly writes: readonly Exchange[];
  readonly reads: readonly Exchange[];
  readonly items: readonly Item[];
  readonly bank: readonly Item[];
  readonly queues: Queues;
  /** Items as its relay had seen them: what differs is what nobody had taken. */
  readonly seen: readonly (readonly [string, Stored])[];
  readonly outbox: readonly (readonly [string, string])[];
  readonly inbox: readonly (readonly [string, string])[];
  readonly ledger: LeftLedger;
  readonly told: readonly Message[];
}

export const FUNDS = 1_000_000n;
const DAY_MS = 86_400_000;
const ADA = {
  rail: 'ach',
  name: 'Ada Lovelace',
  routingNumber: '231380104',
  accountNumber: '744-5678-99',
  accountKind: 'checking',
} as const;
const COMPANY = { name: 'Example Inc', routingNumber: '121042882', bankName: 'Example Bank', companyId: '1121042882' };
const TO = {
  book: { account: 'payee' },
  ok: { rail: 'sandbox', destination: 'ok' },
  silent: { rail: 'sandbox', destination: 'silent' },
  return: { rail: 'sandbox', destination: 'return' },
  sepa: PAYEE,
  ach: ADA,
} as const;
const PAY = 'POST /v1/payments';

/** Adds to it what a release brings, and takes nothing away: each form of what is stored is written by it. */
const story = async (world: PaymentsWorld): Promise<readonly Exchange[]> => {
  const writes: Exchange[] = [];
  let keys = 0;
  const write = async (routeKey: string, asked: Asked) => {
    keys += 1;
    const keyed = { key: `golden-${keys}`, ...asked };
    const answer = await world.call(routeKey, keyed);
    if (answer === undefined || answer.status >= 300) throw new Error(`${routeKey}: ${answer?.status} ${answer?.text}`);
    writes.push({ routeKey, asked: keyed, answer: { status: answer.status, text: answer.text } });
    return answer.json;
  };
  const pay = async (to: keyof typeof TO, amount: string, more: object = {}): Promise<string> => {
    const currency = to === 'sepa' ? 'EUR' : 'USD';
    return (await write(PAY, { body: { from: 'payer', to: TO[to], amount, currency, ...more } })).id;
  };
  const limit = { window: 'month', currency: 'USD', amount: '500000', count: 900, rail: 'sandbox' };
  await write('POST /v1/payment-limits', { body: limit, client: 'cli_boss' });
  const rule = { currency: 'USD', fromAmount: '90000', approvers: 2 };
  await write('POST /v1/approval-rules', { body: rule, client: 'cli_boss' });
  await write('POST /v1/payment-rails/{rail}/originator', { rail: 'sepa', body: OWN });
  await write('POST /v1/payment-rails/{rail}/originator', { rail: 'ach', body: COMPANY });
  await pay('book', '1000', { reference: 'rent', metadata: { of: 'May' } });
  const refunded = await pay('ok', '2000');
  await pay('return', '300');
  await pay('silent', '400');
  await world.pump();
  await write('POST /v1/payments/{id}/refund', { id: refunded, body: { amount: '500' } });
  await world.pass(3 * DAY_MS);
  const bySepa = [await pay('sepa', '1100'), await pay('sepa', '1200')];
  const byAch = [await pay('ach', '1300'), await pay('ach', '1400', { reference: 'Invoice 17' })];
  await world.pump();
  const file = await write('POST /v1/payment-files', { body: { rail: 'sepa' } });
  await world.pump();
  await write('POST /v1/payment-files', { body: { rail: 'ach' } });
  await world.pump();
  const [written = ''] = world.outbox.puts.filter(({ key }) => key.endsWith('.ach')).map(({ content }) => content);
  const report = pain002(file.id, [{ payment: bySepa[0] ?? '', status: 'ACSC' }]);
  await write('POST /v1/payment-files/inbox', { body: { rail: 'sepa', content: report } });
  const back = await achSentBack(written, (mark) => (mark.endsWith(byAch[0]?.slice(-8) ?? '') ? 'C01' : undefined), {
    at: world.now,
  });
  await write('POST /v1/payment-files/inbox', { body: { rail: 'ach', content: back } });
  await write('POST /v1/payment-files/inbox', { body: { rail: 'sepa', content: 'no XML' } });
  await world.pump();
  const waits = await pay('book', '95000');
  await write('POST /v1/payments/{id}/approve', { id: waits, client: 'cli_boss' });
  await pay('book', '50', { scheduledFor: new Date(world.now + DAY_MS).toISOString() });
  await write('POST /v1/payments/{id}/cancel', { id: await pay('sepa', '70') });
  const every = { from: 'payer', to: TO.book, amount: '10', currency: 'USD', recurrence: 'FREQ=DAILY;COUNT=3' };
  await write('POST /v1/payment-schedules', {
    body: { ...every, startsOn: new Date(world.now + DAY_MS).toISOString().slice(0, 10) },
  });
  const lines = [TO.book, TO.ok, { rail: 'none', destination: 'x' }].map((to) => ({
    from: 'payer',
    to,
    amount: '20',
    currency: 'USD',
  }));
  await write('POST /v1/payment-batches', { body: { mode: 'independent', payments: lines } });
  await write('POST /v1/payment-rails/{rail}/stop', { rail: 'sandbox', client: 'cli_boss' });
  // What follows stands in the stream and in the queues when it stops.
  await pay('ok', '600');
  await pay('sepa', '80');
  return writes;
};

const READS = [
  'GET /v1/payments',
  'GET /v1/payment-files',
  'GET /v1/payment-tasks',
  'GET /v1/payment-limits',
  'GET /v1/approval-rules',
  'GET /v1/payment-schedules',
  'GET /v1/payment-batches',
  'GET /v1/payment-rails',
] as const;

/** What this release of payments writes, says and leaves to do. */
export const recordPayments = async (release: number, engine: Engine): Promise<PaymentsGolden> => {
  const client = clientFor(engine.endpoint);
  try {
    const world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
    const writes = await story(world);
    const reads: Exchange[] = [];
    for (const routeKey of READS) {
      const asked = /rails|limits|rules/.test(routeKey) ? {} : { query: 'limit=100' };
      const answer = await world.call(routeKey, asked);
      reads.push({ routeKey, asked, answer: { status: answer?.status ?? 0, text: answer?.text ?? '' } });
    }
    const { now, queues, told, ledger } = world;
    const tables = world.tables();
    const stored = (objects: ReadonlyMap<string, Buffer>) =>
      [...objects].map(([key, content]): [string, string] => [key, content.toString('base64')]);
    return {
      ...{ release, now, writes, reads, queues, told },
      items: await scan(client, tables.payments),
      bank: await scan(client, tables.bank),
      seen: [...world.seen],
      outbox: stored(world.outbox.objects),
      inbox: stored(world.inbox.objects),
      ledger: ledger.leave(),
    };
  } finally {
    client.destroy();
  }
};

/** A world in which that release has stopped a moment ago. */
export const resumed = async (
  client: DynamoDBClient,
  golden: PaymentsGolden,
  asLater: (item: Item) => Item,
): Promise<PaymentsWorld> => {
  const world = await PaymentsWorld.on(client);
  await putAll(client, world.tables().payments, golden.items.map(asLater));
  await putAll(client, world.tables().bank, golden.bank);
  world.now = golden.now;
  for (const name of ['work', 'files', 'inbox'] as const) world.queues[name].push(...golden.queues[name]);
  for (const [name, item] of golden.seen) world.seen.set(name, item);
  for (const [key, content] of golden.outbox) world.outbox.objects.set(key, Buffer.from(content, 'base64'));
  for (const [key, content] of golden.inbox) world.inbox.objects.set(key, Buffer.from(content, 'base64'));
  world.ledger.resume(golden.ledger);
  return world;
};
