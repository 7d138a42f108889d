import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ChangedApp, changedApp, NEXT_RELEASE } from '../support/changed-app.ts';
import { allEntries, checkInvariants } from '../support/invariants.ts';
import { type LambdaApi, lambdaOf } from '../support/lambda.ts';
import { type Client, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { archivedRelease } from './archive.ts';
import { Books } from './books.ts';
import { checkFeed, checkHolds, checkReceipts, checkReplays } from './books-checks.ts';
import { ledgerItems } from './ledger-items.ts';
import { ACCOUNTS, anyOperation, type Below, FUNDS, LIMITS, RICH, random } from './mixed-operations.ts';

/** Flips of aliases under load; the environment may ask for more in a long run, and for the seed of an earlier one. */
const FLIPS = Number(process.env.FOLIO_TEST_FLIPS ?? 200);
const SEED = Number(process.env.FOLIO_TEST_SEED ?? Date.now() % 1_000_000);
/** As many as find warm environments of both versions on a small machine; more would measure cold starts. */
const WORKERS = 2;
const WEIGHTS = [0, 0.1, 0.5, 0.9, 1];
/** The present release is 1, the one before it 2, a later one 3. */
const RELEASES = ['1', '2', '3'];
const PAIRS = [
  ['2', '1'],
  ['1', '3'],
  ['2', '3'],
] as const;
const SYSTEM = ['@world', '@fees'];

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

const deployAll = async (): Promise<void> => {
  for (const app of apps) {
    const deployed = await app.folio('deploy', '--data', cloud.dataDir, '--bake', '0s');
    expect(deployed).toMatchObject({ code: 0, output: expect.stringContaining('100 % of the traffic') });
  }
};

const openAll = async (client: Client, books: Books): Promise<void> => {
  for (const id of ACCOUNTS) {
    const more = id === 'roomy' ? { overdraft: { limit: LIMITS[0] } } : {};
    expect((await books.ask(client, '/v1/accounts', { id, currency: 'USD', ...more }, `open-${id}`)).status).toBe(201);
    const postings = [{ from: '@world', to: id, amount: String(FUNDS[id] ?? RICH) }];
    const funded = await books.ask(client, '/v1/transactions', { currency: 'USD', postings }, `fund-${id}`);
    expect(funded.status).toBe(201);
    books.post(funded.body);
  }
};

/** Every function of the ledger's flow, each with its own weights between two releases. */
const flipper = (lambda: LambdaApi, functions: readonly string[], below: Below) => {
  let flips = 0;
  return async (): Promise<boolean> => {
    if (flips >= FLIPS) return false;
    flips += 1;
    const [from, to] = PAIRS[below(PAIRS.length)] ?? ['1', '3'];
    const name = functions[below(functions.length)] ?? '';
    await lambda.weigh(name, 'live', { from, to, weight: WEIGHTS[below(WEIGHTS.length)] ?? 0 });
    return true;
  };
};

/** Balances as the acknowledged answers make them, and the highest overdraft that there ever was never exceeded. */
const checkBalances = async (client: Client, books: Books): Promise<void> => {
  for (const id of ACCOUNTS) {
    const { body } = await client.get(`/v1/accounts/${id}`);
    expect([id, body.balance.posted]).toEqual([id, String(books.balances.get(id) ?? 0n)]);
  }
  let [posted, held] = [0n, 0n];
  for (const entry of await allEntries(client, 'roomy')) {
    posted += entry.direction === 'credit' ? BigInt(entry.amount) : -BigInt(entry.amount);
    if (entry.direction === 'debit') held += BigInt(entry.pending);
    expect(posted - held).toBeGreaterThanOrEqual(-BigInt(LIMITS[1]));
  }
};

describe('three releases on the same data', () => {
  test(`lose and double nothing in ${FLIPS} flips of their aliases under every kind of operation, and drop nothing that the newer one wrote`, async () => {
    process.stderr.write(`seed ${SEED}: FOLIO_TEST_SEED=${SEED} asks for the same operations\n`);
    const client = cloud.client('acme');
    const books = new Books();
    await deployAll();
    await openAll(client, books);
    const lambda = await lambdaOf(cloud.dataDir);
    const functions = (await lambda.functions()).filter((name) => /^Folio-Ledger-Service(Api|Relay|Sweep)/.test(name));
    expect(functions).toHaveLength(3);
    const [api = '', sweeper = ''] = ['Api', 'Sweep'].map((part) => functions.find((name) => name.includes(part)));
    const sweep = async () => void (await lambda.invoke(sweeper, 'live', {}));
    const flip = flipper(lambda, functions, random(SEED));
    const opened: string[] = [];
    const worker = async (index: number): Promise<void> => {
      const below = random(SEED + 7919 * (index + 1));
      for (let step = 0; await flip(); step += 1)
        await anyOperation({ client, books, below, name: `w${index}-${step}`, sweep, opened });
    };
    await Promise.all(Array.from({ length: WORKERS }, (_, index) => worker(index)));

    await checkHolds(client, books, sweep);
    await checkBalances(client, books);
    await checkInvariants(client, [...ACCOUNTS, ...opened], SYSTEM);
    for (const release of RELEASES) {
      await lambda.weigh(api, 'live', { from: release, to: release, weight: 1 });
      await checkReplays(client, books);
    }
    await checkFeed(client, books);
    const stranger = cloud.client('globex');
    for (const path of [`/v1/accounts/poor`, `/v1/transactions/${books.moved[0]?.id}`])
      expect((await stranger.get(path)).status).toBe(404);

    await cloud.stop('keep');
    const all = await ledgerItems(cloud.dataDir);
    const receipts = checkReceipts(all, books);
    const marked = receipts.filter(({ tomorrow }) => tomorrow?.S === 'receipt').length;
    // Older and newer releases did their share of the work ...
    expect(marked).toBeGreaterThan(receipts.length / 10);
    expect(marked).toBeLessThan((receipts.length * 9) / 10);
    // ... and the older ones, which have updated every account since, kept what only the newer one knows.
    const accounts = all.filter(({ sk, pk }) => sk?.S === 'A' && ACCOUNTS.some((id) => pk?.S === `acme#A#${id}`));
    expect(accounts.map(({ tomorrow }) => tomorrow?.S)).toEqual(ACCOUNTS.map(() => 'account'));
    process.stderr.write(
      `${FLIPS} flips, ${books.acknowledged.length} answers, ${receipts.length} transactions, ${marked} of them by the newer release\n`,
    );
  }, 900_000);
});
