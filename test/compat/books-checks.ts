import { expect, jest } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { wholeFeed } from '../support/feed.ts';
import { type Client, eventually } from '../support/local-cloud.ts';
import { type Arrival, idsOf, type Receiver } from '../support/webhook-receiver.ts';
import type { Acknowledged, Books, Hold } from './books.ts';
import type { StoredItem } from './table-items.ts';

const REPLAYED_AT_ONCE = 4;
/** The feed is the furthest consumer of all: stream, relay, bus, queue, feed. */
const FED_WITHIN_MS = 200_000;
/** Two sweeps at a time, each of half a minute and more on a busy machine, may both have looked just before a hold was due. */
const SWEPT_WITHIN_MS = 150_000;

const stateOf = ({ ended, expiresAt }: Hold): string => ended ?? (expiresAt === undefined ? 'pending' : 'expired');

/** Invariant 8: what a hold held is posted, released or still held, as its answers said; all that were due have expired. */
export const checkHolds = async (client: Client, books: Books, sweep: () => Promise<void>): Promise<void> => {
  const out = new Map<string, bigint>();
  for (const hold of books.holds) {
    const read = async () => {
      const { state } = (await client.get(`/v1/transactions/${hold.id}`)).body;
      if (state === 'pending' && hold.expiresAt !== undefined) await sweep();
      return state as string;
    };
    const state = await eventually(read, (found) => found === stateOf(hold), SWEPT_WITHIN_MS);
    if (state === 'pending') out.set(hold.from, (out.get(hold.from) ?? 0n) + hold.amount);
  }
  for (const id of new Set(books.holds.map(({ from }) => from))) {
    const expected = String(out.get(id) ?? 0n);
    // A hold reads expired from its time on; its money is free when a sweep has come, within a minute.
    const read = async () => {
      const { balance } = (await client.get(`/v1/accounts/${id}`)).body;
      if (balance.pendingOut !== expected) await sweep();
      return balance.pendingOut as string;
    };
    expect([id, await eventually(read, (found) => found === expected, SWEPT_WITHIN_MS)]).toEqual([id, expected]);
  }
};

/** Invariant 6: whichever release is asked, every key has the answer that it was given, byte for byte. */
export const checkReplays = async (client: Client, books: Books): Promise<void> => {
  const { acknowledged } = books;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let one = acknowledged[next++]; one !== undefined; one = acknowledged[next++]) {
      const { status, text, headers } = await client.post(one.path, one.body, one.key);
      expect([one.key, status, text]).toEqual([one.key, one.status, one.text]);
      expect([one.key, headers.get('idempotency-replayed')]).toEqual([one.key, 'true']);
    }
  };
  await Promise.all(Array.from({ length: REPLAYED_AT_ONCE }, worker));
};

/** Invariant 7: the public feed has every transaction, hold and end of a hold, once. */
export const checkFeed = async (client: Client, books: Books): Promise<void> => {
  const ended = books.holds.filter((hold) => stateOf(hold) !== 'pending');
  const expected = [
    ...books.moved.map(({ id }) => `ledger.TransactionPosted ${id}`),
    ...books.holds.map(({ id }) => `ledger.HoldPlaced ${id}`),
    ...ended.map(({ id }) => `ledger.HoldReleased ${id}`),
  ].sort();
  const told = async () =>
    (await wholeFeed(client))
      .filter(({ data }) => data.transaction !== undefined)
      .map(({ type, data }) => `${type} ${data.transaction.id}`)
      .sort();
  expect(await eventually(told, (found) => found.length >= expected.length, FED_WITHIN_MS)).toEqual(expected);
};

/** The client's own server has got every event of the ledger that the feed has now. Answers with them. */
export const checkArrived = async (client: Client, receiver: Receiver) => {
  const feed = (await wholeFeed(client)).filter(({ type }) => type.startsWith('ledger.'));
  const missing = async () => {
    const arrived = new Set(idsOf(receiver.accepted));
    return feed.filter(({ id }) => !arrived.has(id)).map(({ id }) => id);
  };
  expect(await eventually(missing, (ids) => ids.length === 0, FED_WITHIN_MS)).toEqual([]);
  return feed;
};

/** As its receiver would have verified it at once: the library knows no clock but the machine's, and a long run has gone on. */
const verified = (webhook: Webhook, { at, headers, body }: Arrival): unknown => {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(at);
  try {
    return webhook.verify(body, headers as Record<string, string>);
  } finally {
    clock.mockRestore();
  }
};

/** Every event has arrived, signed, as it stands in the feed. */
export const checkDelivered = async (client: Client, receiver: Receiver, secret: string): Promise<void> => {
  const feed = await checkArrived(client, receiver);
  const byId = new Map(feed.map((event) => [event.id, event]));
  const webhook = new Webhook(secret);
  for (const arrival of receiver.accepted)
    expect(verified(webhook, arrival)).toEqual(byId.get(String(arrival.headers['webhook-id'])));
};

const OPERATIONS: Readonly<Record<string, string>> = {
  '/v1/transactions': 'createTransaction',
  '/v1/accounts': 'createAccount',
  post: 'postTransaction',
  void: 'voidTransaction',
  reverse: 'reverseTransaction',
  freeze: 'freezeAccount',
  unfreeze: 'unfreezeAccount',
  close: 'closeAccount',
};
const operationOf = ({ path }: Acknowledged): string =>
  OPERATIONS[path] ?? OPERATIONS[path.slice(path.lastIndexOf('/') + 1)] ?? path;

/** Invariants 1 and 2 of one receipt: per currency it sums to zero, and nothing in it is zero or less. */
const checkSum = (body: string): void => {
  const { entries, id } = JSON.parse(body) as {
    readonly id: string;
    readonly entries: readonly { readonly direction: string; readonly amount: string; readonly currency: string }[];
  };
  const sums = new Map<string, bigint>();
  for (const { direction, amount, currency } of entries) {
    expect(BigInt(amount)).toBeGreaterThan(0n);
    const signed = direction === 'credit' ? BigInt(amount) : -BigInt(amount);
    sums.set(currency, (sums.get(currency) ?? 0n) + signed);
  }
  expect([id, ...sums.values()]).toEqual([id, ...[...sums].map(() => 0n)]);
};

/** What the table holds is what was acknowledged, no transaction more or less. Returns the transactions' receipts. */
export const checkReceipts = (all: readonly StoredItem[], books: Books): readonly StoredItem[] => {
  const receipts = all.filter(({ sk, pk }) => /^acme#[TR]#/.test(pk?.S ?? '') && (sk?.S === 'T' || sk?.S === 'R'));
  const stored = new Map(receipts.map((item) => [`${item.op?.S} ${item.ik?.S}`, item]));
  for (const one of books.acknowledged.filter(({ path }) => path !== '/v1/clients')) {
    const item = stored.get(`${operationOf(one)} ${one.key}`);
    expect([one.key, item?.sc?.N, item?.b?.S]).toEqual([one.key, String(one.status), one.text]);
  }
  const transactions = receipts.filter(({ sk }) => sk?.S === 'T');
  const acknowledged = books.acknowledged.filter((one) => /^(create|reverse)Transaction$/.test(operationOf(one)));
  expect(transactions).toHaveLength(new Set(acknowledged.map((one) => `${operationOf(one)} ${one.key}`)).size);
  for (const { sc, b } of transactions) if (Number(sc?.N) < 300) checkSum(b?.S ?? '');
  return transactions;
};
