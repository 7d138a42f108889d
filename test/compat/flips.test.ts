import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEngine } from '../../local/dynamodb/engine.ts';
import { type ChangedApp, changedApp, NEXT_RELEASE } from '../support/changed-app.ts';
import { clientFor } from '../support/dynamo.ts';
import { checkInvariants } from '../support/invariants.ts';
import { lambdaOf } from '../support/lambda.ts';
import { type Client, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { archivedRelease } from './archive.ts';

/** Flips of aliases under load; the environment may ask for more in a long run. */
const FLIPS = Number(process.env.FOLIO_TEST_FLIPS ?? 200);
/** As many as find warm environments of both versions on a small machine; more would measure cold starts. */
const WORKERS = 2;
const WEIGHTS = [0, 0.1, 0.5, 0.9, 1];
/** The present release is 1, the one before it 2, a later one 3. */
const PAIRS = [
  ['2', '1'],
  ['1', '3'],
  ['2', '3'],
] as const;
const ACCOUNTS = Array.from({ length: 8 }, (_, index) => `flipped-${index}`);
const FUNDS = 1_000_000;

let cloud: LocalCloud;
const apps: ChangedApp[] = [];
beforeAll(async () => {
  cloud = await startLocal();
  const newest = Math.max(...readdirSync('test/compat/releases').map(Number));
  // Versions 2 and 3 of the functions: the last release as it was built, and one that comes after the present code.
  apps.push(changedApp(...archivedRelease(newest)), changedApp(...NEXT_RELEASE));
}, 120_000);
afterAll(async () => {
  await cloud?.stop('keep');
  for (const app of apps) app.remove();
  await rm(cloud.dataDir, { recursive: true, force: true });
});

/** Numbers that are the same in every run. */
const random = (start: number) => {
  let state = start;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

interface Sent {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly text: string;
}

const bodyOf = (from: string, to: string, amount: number, more: object = {}) => ({
  currency: 'USD',
  postings: [{ from, to, amount: String(amount) }],
  ...more,
});

const SENT_AGAIN = 5;

/** One request, sent until it has an answer; sometimes once more, when it has to be the same answer. */
const once = async (client: Client, path: string, body: object | undefined, key: string, again: boolean) => {
  for (let tries = 0; tries < SENT_AGAIN; tries += 1) {
    const answer = await client.post(path, body, key);
    if (answer.status === 409 || answer.status === 503) continue;
    if (again) {
      const replayed = await client.post(path, body, key);
      expect([replayed.status, replayed.text]).toEqual([answer.status, answer.text]);
      expect(replayed.headers.get('idempotency-replayed')).toBe('true');
    }
    return answer;
  }
  throw new Error(`${key} met a conflict ${SENT_AGAIN} times`);
};

/** Transfers, holds and their ends, a flip before each; what was acknowledged goes to `done`. */
const work = async (client: Client, worker: number, done: Map<string, Sent>, flip: () => Promise<boolean>) => {
  const below = random(worker + 1);
  for (let step = 0; await flip(); step += 1) {
    const from = ACCOUNTS[below(8)] ?? '';
    const to = ACCOUNTS[below(8)] ?? '';
    if (from === to) continue;
    const [amount, key] = [1 + below(90), `w${worker}-${step}`];
    const pending = below(4) === 0;
    const answer = await once(client, '/v1/transactions', bodyOf(from, to, amount, { pending }), key, below(4) === 0);
    expect([key, answer.status]).toEqual([key, 201]);
    if (!pending) done.set(key, { from, to, amount, text: answer.text });
    else {
      const end = below(2) === 0 ? 'post' : 'void';
      const ended = await once(client, `/v1/transactions/${answer.body.id}/${end}`, undefined, `${key}-end`, false);
      expect([key, ended.status]).toEqual([key, 200]);
      done.set(key, { from, to, amount: end === 'post' ? amount : 0, text: answer.text });
    }
  }
};

/** Everything that the ledger's table holds, once the cloud has stopped. */
const items = async (dataDir: string) => {
  const engine = await startEngine({ dataDir, log: () => undefined, onLost: () => undefined });
  const dynamo = clientFor(engine.endpoint);
  try {
    const { TableNames: names = [] } = await dynamo.send(new ListTablesCommand({}));
    const table = names.find((name) => name.startsWith('Folio-Ledger'));
    const found: Record<string, { readonly S?: string }>[] = [];
    for await (const page of paginateScan({ client: dynamo }, { TableName: table }))
      found.push(...((page.Items ?? []) as typeof found));
    return found;
  } finally {
    dynamo.destroy();
    await engine.stop();
  }
};

describe('three releases on the same data', () => {
  test(`lose and double nothing in ${FLIPS} flips of their aliases under load, and drop nothing that the newer one wrote`, async () => {
    const client = cloud.client('acme');
    for (const app of apps) {
      const deployed = await app.folio('deploy', '--data', cloud.dataDir, '--bake', '0s');
      expect(deployed).toMatchObject({ code: 0, output: expect.stringContaining('100 % of the traffic') });
    }
    for (const id of ACCOUNTS) {
      expect((await client.post('/v1/accounts', { id, currency: 'USD' })).status).toBe(201);
      expect((await client.post('/v1/transactions', bodyOf('@world', id, FUNDS))).status).toBe(201);
    }

    const lambda = await lambdaOf(cloud.dataDir);
    const functions = (await lambda.functions()).filter((name) => /^Folio-Ledger-Service(Api|Relay|Sweep)/.test(name));
    expect(functions).toHaveLength(3);
    const done = new Map<string, Sent>();
    const below = random(7);
    let flips = 0;
    const flip = async (): Promise<boolean> => {
      if (flips >= FLIPS) return false;
      flips += 1;
      const [from, to] = PAIRS[below(PAIRS.length)] ?? ['1', '3'];
      await lambda.weigh(functions[below(3)] ?? '', 'live', { from, to, weight: WEIGHTS[below(5)] ?? 0 });
      return true;
    };
    await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(client, worker, done, flip)));

    const expected = new Map(ACCOUNTS.map((id) => [id, FUNDS]));
    for (const { from, to, amount } of done.values()) {
      expected.set(from, (expected.get(from) ?? 0) - amount);
      expected.set(to, (expected.get(to) ?? 0) + amount);
    }
    for (const [id, balance] of expected) {
      const { body } = await client.get(`/v1/accounts/${id}`);
      expect([id, body.balance.posted]).toEqual([id, String(balance)]);
    }
    for (const [key, { text }] of [...done].filter((_, index) => index % 20 === 0)) {
      const { body } = await client.get(`/v1/outcomes?operation=createTransaction&key=${key}`);
      expect([key, body.body]).toEqual([key, JSON.parse(text)]);
    }
    await checkInvariants(client, ACCOUNTS, ['@world']);

    await cloud.stop('keep');
    const all = await items(cloud.dataDir);
    const receipts = all.filter(({ sk, pk }) => sk?.S === 'T' && pk?.S?.startsWith('acme#T#'));
    const marked = receipts.filter(({ tomorrow }) => tomorrow?.S === 'receipt').length;
    // Older and newer releases did their share of the work ...
    expect(marked).toBeGreaterThan(receipts.length / 10);
    expect(marked).toBeLessThan((receipts.length * 9) / 10);
    // ... and the older ones, which have updated every account since, kept what only the newer one knows.
    const accounts = all.filter(({ sk, pk }) => sk?.S === 'A' && pk?.S?.includes('#A#flipped-'));
    expect(accounts.map(({ tomorrow }) => tomorrow?.S)).toEqual(ACCOUNTS.map(() => 'account'));
    process.stderr.write(`${FLIPS} flips, ${receipts.length} transactions, ${marked} of them by the newer release\n`);
  }, 600_000);
});
