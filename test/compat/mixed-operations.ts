import { expect } from '@jest/globals';
import type { Answer, Client } from '../support/local-cloud.ts';
import type { Below } from '../support/random.ts';
import { ANSWERS, type Books, type Hold, isLater, pauseAfter, type Robot } from './books.ts';

/** Rich ones that meet few refusals, one that runs dry, one that is frozen now and then, one with a changing overdraft. */
export const ACCOUNTS = [...Array.from({ length: 6 }, (_, index) => `flipped-${index}`), 'poor', 'moody', 'roomy'];
export const FUNDS: Readonly<Record<string, number>> = { poor: 150, roomy: 500 };
export const RICH = 1_000_000;
export const LIMITS = ['400', '900'] as const;
/** Longer than a busy machine takes to read the request; a hold may expire a second after at the earliest. */
const EXPIRES_AFTER_MS = 4_000;
const BULK_MAX = 12;
const TRIES_MAX = 10;

/** Where one step of a worker takes place; `name` is in all its keys. */
export interface Step {
  readonly client: Client;
  readonly books: Books;
  readonly below: Below;
  readonly name: string;
  /** Starts a sweep of expired holds, as the schedule does. */
  readonly sweep: () => Promise<void>;
  /** Further accounts that the steps open, all closed again. */
  readonly opened: string[];
}

const pair = (below: Below): readonly [string, string] => {
  const from = below(ACCOUNTS.length);
  const to = (from + 1 + below(ACCOUNTS.length - 1)) % ACCOUNTS.length;
  return [ACCOUNTS[from] ?? '', below(12) === 0 ? '@fees' : (ACCOUNTS[to] ?? '')];
};

const order = (from: string, to: string, amount: number | bigint, more: object = {}) => ({
  currency: 'USD',
  postings: [{ from, to, amount: String(amount) }],
  ...more,
});

const transfer = async ({ client, books, below, name }: Step): Promise<void> => {
  const more = below(10) === 0 ? { effectiveAt: '2026-01-31T12:00:00Z', reference: name } : {};
  const body = order(...pair(below), 1 + below(90), more);
  const answer = await books.ask(client, '/v1/transactions', body, name, below(4) === 0);
  if (answer.status === 201) books.post(answer.body);
};

const hold = async ({ client, books, below, name }: Step): Promise<void> => {
  const [[from, to], amount] = [pair(below), 1 + below(90)];
  const expiresAt = below(3) === 0 ? Date.now() + EXPIRES_AFTER_MS : undefined;
  const until = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() };
  const body = order(from, to, amount, { pending: true, ...until });
  const answer = await books.ask(client, '/v1/transactions', body, name, below(4) === 0);
  if (answer.status !== 201) return;
  books.holds.push({ id: answer.body.id, from, to, amount: BigInt(amount), expiresAt, ended: undefined });
};

/** All or a part of it is posted, or none; another worker or its expiry may have been sooner. */
const endHold = async (step: Step): Promise<void> => {
  const { client, books, below, name } = step;
  const open = books.holds.filter(({ ended }) => ended === undefined);
  const one: Hold | undefined = open[below(open.length)];
  if (one === undefined) return hold(step);
  const isVoid = below(3) === 0;
  const part = below(2) === 0 ? 1 + below(Number(one.amount)) : undefined;
  const body = isVoid || part === undefined ? undefined : { amount: String(part) };
  const path = `/v1/transactions/${one.id}/${isVoid ? 'void' : 'post'}`;
  const answer = await books.ask(client, path, body, name, below(4) === 0);
  // A hold that had expired is released by a void as what it is.
  if (answer.status === 200 && answer.body.state !== 'expired')
    books.end(one, isVoid ? 'voided' : 'posted', BigInt(part ?? one.amount));
};

const reverse = async (step: Step): Promise<void> => {
  const { client, books, below, name } = step;
  const made = books.moved[below(books.moved.length)];
  if (made === undefined) return transfer(step);
  const answer = await books.ask(client, `/v1/transactions/${made.id}/reverse`, {}, name, below(4) === 0);
  if (answer.status === 201) books.post(answer.body);
};

const sendBatch = async (client: Client, body: object): Promise<Answer> => {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    await pauseAfter(tries);
    const answer = await client.call('POST', '/v1/transactions/bulk', { body, key: null });
    if (answer.status === 200) return answer;
    if (!isLater(answer)) throw new Error(`a batch is answered ${answer.status} ${answer.text}`);
  }
  throw new Error(`a batch was put off ${TRIES_MAX} times`);
};

/** A batch: each item that used its key has the answer that the same request alone is given for ever. */
const bulk =
  (mode: 'atomic' | 'independent') =>
  async ({ client, books, below, name }: Step): Promise<void> => {
    const count = mode === 'atomic' ? 2 + below(4) : 2 + below(BULK_MAX);
    const bodies = Array.from({ length: count }, () => order(...pair(below), 1 + below(60)));
    const transactions = bodies.map((body, index) => ({ key: `${name}-${index}`, ...body }));
    const answer = await sendBatch(client, { mode, transactions });
    for (const [index, result] of answer.body.results.entries()) {
      const { key, status, transaction, problem } = result;
      if (isLater({ ...answer, status, body: problem }) || problem?.type === '/problems/batch-aborted') continue;
      const made = JSON.stringify(transaction ?? problem);
      if (!ANSWERS.has(status)) throw new Error(`${key}: ${status} ${made}`);
      books.acknowledged.push({ path: '/v1/transactions', body: bodies[index], key, status, text: made });
      if (status === 201) books.post(transaction);
    }
  };

const freeze = async ({ client, books, name, below }: Step): Promise<void> => {
  const answer = await books.ask(
    client,
    `/v1/accounts/moody/${below(3) === 0 ? 'freeze' : 'unfreeze'}`,
    undefined,
    name,
  );
  expect(answer.status).toBe(200);
};

const patch = async ({ client, below, name }: Step): Promise<void> => {
  const body = { metadata: { by: name }, overdraft: { limit: LIMITS[below(LIMITS.length)] } };
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const etag = (await client.get('/v1/accounts/roomy')).headers.get('etag') ?? '';
    const { status } = await client.call('PATCH', '/v1/accounts/roomy', { body, headers: { 'if-match': etag } });
    // 412: somebody was between; 422: what is out already needs the higher limit.
    if (status === 200 || status === 422) return;
    expect([409, 412, 503]).toContain(status);
  }
};

/** An account that lives for one step: opened, used, emptied, closed. */
const life = async ({ client, books, name, opened }: Step): Promise<void> => {
  const id = `short-${name}`;
  const born = await books.ask(client, '/v1/accounts', { id, currency: 'USD', name: 'Short' }, `${name}-open`);
  expect(born.status).toBe(201);
  opened.push(id);
  for (const [from, to] of [['flipped-0', id] as const, [id, 'flipped-1'] as const]) {
    const moved = await books.ask(client, '/v1/transactions', order(from, to, 5), `${name}-${to}`);
    expect(moved.status).toBe(201);
    books.post(moved.body);
  }
  expect((await books.ask(client, `/v1/accounts/${id}/close`, undefined, `${name}-close`)).status).toBe(200);
};

/** Asks for a token as the client itself does. */
export const tokenOf = (client: Client, { id, secret }: Robot): Promise<Answer> => {
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return client.call('POST', '/oauth/token', {
    raw: new URLSearchParams(form).toString(),
    headers,
    token: null,
    key: null,
  });
};

/** Identity takes part: a client that one release makes and another gives a token. */
const robot = async ({ client, books, name }: Step): Promise<void> => {
  const made = await books.ask(client, '/v1/clients', { name, scopes: ['ledger:read'] }, name);
  expect(made.status).toBe(201);
  books.robots.push(made.body);
  expect((await tokenOf(client, made.body)).status).toBe(200);
};

/** By weight. */
const KINDS: readonly (readonly [number, (step: Step) => Promise<void>])[] = [
  [30, transfer],
  [16, hold],
  [16, endHold],
  [8, reverse],
  [8, bulk('independent')],
  [6, bulk('atomic')],
  [5, freeze],
  [5, patch],
  [3, life],
  [3, robot],
  [3, ({ sweep }) => sweep()],
];
const TOTAL = KINDS.reduce((sum, [weight]) => sum + weight, 0);

/** One operation of the ledger, any of them. */
export const anyOperation = async (step: Step): Promise<void> => {
  let left = step.below(TOTAL);
  for (const [weight, run] of KINDS) {
    left -= weight;
    if (left < 0) return run(step);
  }
};
