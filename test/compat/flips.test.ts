import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allEntries, checkInvariants } from '../support/api-invariants.ts';
import {
  type ChangedApp,
  changedApp,
  NEXT_PAYMENTS,
  NEXT_RELEASE,
  NEXT_STATEMENTS,
  NEXT_WEBHOOKS,
} from '../support/changed-app.ts';
import { type LambdaApi, lambdaOf } from '../support/lambda.ts';
import { lateStarts } from '../support/late-starts.ts';
import { type Client, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { PromisedBooks } from '../support/promised-books.ts';
import { ONLINE, PromisedPayments } from '../support/promised-payments.ts';
import { type Below, belowFrom } from '../support/random.ts';
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts';
import { archivedRelease } from './archive.ts';
import { Books } from './books.ts';
import { checkArrived, checkDelivered, checkFeed, checkHolds, checkReceipts, checkReplays } from './books-checks.ts';
import { ACCOUNTS, anyOperation, FUNDS, LIMITS, RICH, tokenOf } from './mixed-operations.ts';
import { sweepsOf } from './sweeps.ts';
import { type StoredItem, tableItems } from './table-items.ts';

/** Flips of aliases under load; the environment may ask for more in a long run, and for the seed of an earlier one. */
const FLIPS = Number(process.env.FOLIO_TEST_FLIPS ?? 80);
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
/** Of payments there is no built release to go back to: the present one, and a later one. */
const PAYMENTS = /^Folio-Payments-Service(?!SandboxBank|ClientFiles)/;
const PAYMENTS_RELEASES = ['1', '2'] as const;
/** Nor of statements. */
const STATEMENTS = /^Folio-Statements-Service(?!Relay)/;
/** What a busy machine puts off comes back within minutes. */
const PAID_WITHIN_MS = 300_000;
const SYSTEM = ['@world', '@fees'];
/** Transfers of each release while it works alone. */
const ALONE = 5;

/** Of three domains, all that keep data; each is moved by itself. */
const FLIPPED = /^Folio-(Identity|Ledger|Webhooks)-Service(?!Republish|Provision)/;

let cloud: LocalCloud;
let receiver: Receiver;
const apps: ChangedApp[] = [];
beforeAll(async () => {
  [cloud, receiver] = await Promise.all([startLocal(), startReceiver()]);
  const newest = Math.max(...readdirSync('test/compat/releases').map(Number));
  // Versions 2 and 3 of the functions: the last release as it was built, and one that comes after the present code.
  apps.push(
    changedApp(...archivedRelease(newest)),
    changedApp(...NEXT_RELEASE, ...NEXT_WEBHOOKS, ...NEXT_PAYMENTS, ...NEXT_STATEMENTS),
  );
}, 120_000);
afterAll(async () => {
  await cloud?.stop('keep');
  await receiver?.stop();
  for (const app of apps) app.remove();
  // Where the start has failed, that is what is to be read.
  if (cloud !== undefined) await rm(cloud.dataDir, { recursive: true, force: true });
});

const deployAll = async (): Promise<void> => {
  for (const app of apps) {
    // The archived release was built before a version was asked anything: its tasks do not know the question.
    const deployed = await app.folio('deploy', '--data', cloud.dataDir, '--bake', '0s', '--unasked');
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

/**
 * Each release alone for a few transfers, up to their arrival at the client's server: so each has had a hand in everything,
 * whatever the flips bring.
 */
const eachAlone = async (client: Client, books: Books, lambda: LambdaApi, functions: readonly string[]) => {
  for (const release of RELEASES) {
    for (const name of functions) await lambda.weigh(name, 'live', { from: release, to: release, weight: 1 });
    for (let index = 0; index < ALONE; index += 1) {
      const postings = [{ from: 'flipped-0', to: 'flipped-1', amount: '1' }];
      const key = `alone-${release}-${index}`;
      const made = await books.ask(client, '/v1/transactions', { currency: 'USD', postings }, key);
      expect(made.status).toBe(201);
      books.post(made.body);
    }
    await checkFeed(client, books);
    await checkArrived(client, receiver);
  }
};

/** Every function of the ledger's flow, each with its own weights between two releases. */
const flipper = (lambda: LambdaApi, functions: readonly string[], below: Below) => {
  let flips = 0;
  return async (): Promise<boolean> => {
    if (flips >= FLIPS) return false;
    flips += 1;
    const name = functions[below(functions.length)] ?? '';
    const pairs = PAYMENTS.test(name) || STATEMENTS.test(name) ? [PAYMENTS_RELEASES] : PAIRS;
    const [from, to] = pairs[below(pairs.length)] ?? ['1', '3'];
    await lambda.weigh(name, 'live', { from, to, weight: WEIGHTS[below(WEIGHTS.length)] ?? 0 });
    return true;
  };
};

/** All functions of payments of one release, which makes and ends a payment of each kind. */
const paymentsAlone = async (
  client: Client,
  promised: PromisedPayments,
  lambda: LambdaApi,
  functions: readonly string[],
) => {
  for (const release of PAYMENTS_RELEASES) {
    for (const name of functions) await lambda.weigh(name, 'live', { from: release, to: release, weight: 1 });
    for (const kind of ONLINE) await promised.pay(client, [kind]);
    await promised.ended(client);
  }
};

/** All functions of statements of one release, which keep and prove days. */
const booksAlone = async (
  client: Client,
  promised: PromisedBooks,
  lambda: LambdaApi,
  functions: readonly string[],
  work: () => Promise<void>,
) => {
  for (const release of PAYMENTS_RELEASES) {
    for (const name of functions) await lambda.weigh(name, 'live', { from: release, to: release, weight: 1 });
    await work();
    await promised.balanced(client);
  }
};

/** Payments one after the other, until it is over. */
const paying = async (client: Client, promised: PromisedPayments, isOver: () => boolean): Promise<void> => {
  while (!isOver()) await promised.insist(client, promised.next(ONLINE));
};

/** The later release of payments is taken back while clients pay. */
const rollBackPayments = async (client: Client, promised: PromisedPayments, app: ChangedApp): Promise<void> => {
  let isOver = false;
  const load = paying(client, promised, () => isOver);
  const back = await app.folio('release', 'rollback', 'payments', '--reason', 'it is bad', '--data', cloud.dataDir);
  isOver = true;
  await load;
  expect(back).toMatchObject({ code: 0, output: expect.stringContaining('api 2 -> 1') });
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

/** Some, and not all, were written by the newest release; how many. Those of `eachAlone` at the least. */
const shareOf = (items: readonly StoredItem[]): number => {
  const marked = items.filter(({ tomorrow }) => tomorrow !== undefined).length;
  expect(marked).toBeGreaterThanOrEqual(ALONE);
  expect(items.length - marked).toBeGreaterThanOrEqual(ALONE * (RELEASES.length - 1));
  return marked;
};

describe('three releases on the same data', () => {
  test(`lose and double nothing in ${FLIPS} flips of their aliases under every kind of operation, and drop nothing that the newer one wrote`, async () => {
    process.stderr.write(`seed ${SEED}: FOLIO_TEST_SEED=${SEED} asks for the same operations\n`);
    const client = cloud.client('acme');
    const books = new Books();
    await deployAll();
    // Before the first event: one that is fanned out earlier is no endpoint's.
    const hook = { url: receiver.url, events: ['ledger.*'] };
    const endpoint = await client.post('/v1/webhook-endpoints', hook);
    expect([endpoint.status, endpoint.text]).toEqual([201, endpoint.text]);
    await openAll(client, books);
    const lambda = await lambdaOf(cloud.dataDir);
    const functions = (await lambda.functions()).filter((name) => FLIPPED.test(name));
    expect(functions.length).toBeGreaterThan(0);
    const named = (start: string) => functions.find((name) => name.startsWith(start)) ?? '';
    const sweeper = named('Folio-Ledger-ServiceSweep');
    await eachAlone(client, books, lambda, functions);
    // Of another tenant: the feed of the first is held against the answers of the ledger alone.
    const payer = cloud.client('globex');
    const promised = new PromisedPayments(PAID_WITHIN_MS);
    await promised.open(payer);
    const ofPayments = (await lambda.functions()).filter((name) => PAYMENTS.test(name));
    await paymentsAlone(payer, promised, lambda, ofPayments);
    const booked = new PromisedBooks(PAID_WITHIN_MS);
    await booked.open(payer);
    const ofStatements = (await lambda.functions()).filter((name) => STATEMENTS.test(name));
    await booksAlone(payer, booked, lambda, ofStatements, async () => {
      for (let day = 0; day < ALONE; day += 1) await booked.day(payer);
    });
    const { start: sweep, ended: swept } = sweepsOf(lambda, sweeper);
    const flip = flipper(lambda, [...functions, ...ofPayments, ...ofStatements], belowFrom(SEED));
    const opened: string[] = [];
    const worker = async (index: number): Promise<void> => {
      const below = belowFrom(SEED + 7919 * (index + 1));
      for (let step = 0; await flip(); step += 1)
        await anyOperation({ client, books, below, name: `w${index}-${step}`, sweep, opened });
    };
    let isOver = false;
    const payments = paying(payer, promised, () => isOver);
    const banking = (async () => {
      while (!isOver) await booked.day(payer);
    })();
    await Promise.all(Array.from({ length: WORKERS }, (_, index) => worker(index)));
    isOver = true;
    await payments;
    await banking;
    for (const name of ofPayments) await lambda.weigh(name, 'live', { from: '2', to: '2', weight: 1 });
    await rollBackPayments(payer, promised, apps[1] as ChangedApp);
    await promised.ended(payer);
    await promised.balanced(payer);
    // Each release alone reads what both have kept.
    await booksAlone(payer, booked, lambda, ofStatements, async () => booked.day(payer));

    await checkHolds(client, books, sweep);
    await checkBalances(client, books);
    await checkInvariants(client, [...ACCOUNTS, ...opened], SYSTEM);
    for (const release of RELEASES) {
      for (const api of ['Folio-Ledger-ServiceApi', 'Folio-Identity-ServiceApi'])
        await lambda.weigh(named(api), 'live', { from: release, to: release, weight: 1 });
      await checkReplays(client, books);
      for (const robot of books.robots) expect((await tokenOf(client, robot)).status).toBe(200);
    }
    await checkFeed(client, books);
    await checkDelivered(client, receiver, endpoint.body.secret);
    const stranger = cloud.client('globex');
    for (const path of [`/v1/accounts/poor`, `/v1/transactions/${books.moved[0]?.id}`])
      expect((await stranger.get(path)).status).toBe(404);
    await swept();
    expect(books.unanswered).toBeLessThanOrEqual(lateStarts(cloud.dataDir));

    await cloud.stop('keep');
    const all = await tableItems(cloud.dataDir, 'Folio-Ledger');
    const receipts = checkReceipts(all, books);
    // Older and newer releases did their share of the work ...
    const marked = shareOf(receipts);
    const hooks = await tableItems(cloud.dataDir, 'Folio-Webhooks');
    shareOf(hooks.filter(({ state }) => state !== undefined));
    const paid = await tableItems(cloud.dataDir, 'Folio-Payments-DataStoreTable');
    const made = paid.filter(({ sk }) => sk?.S === 'P');
    expect(made.length).toBe(promised.all.length);
    for (const written of [undefined, 'payment'])
      expect(made.filter(({ tomorrow }) => tomorrow?.S === written).length).toBeGreaterThanOrEqual(ONLINE.length);
    const said = await tableItems(cloud.dataDir, 'Folio-Statements-DataStoreTable');
    const files = said.filter(({ pk }) => pk?.S?.startsWith('globex#F#'));
    expect(files.length).toBe(booked.days);
    for (const kept of [files, said.filter(({ pk }) => pk?.S?.startsWith('globex#H#promised-bank#'))])
      for (const written of [undefined, kept === files ? 'file' : 'entry'])
        expect(kept.filter(({ tomorrow }) => tomorrow?.S === written).length).toBeGreaterThanOrEqual(ALONE);
    // ... and the older ones, which have updated every account since, kept what only the newer one knows.
    const accounts = all.filter(({ sk, pk }) => sk?.S === 'A' && ACCOUNTS.some((id) => pk?.S === `acme#A#${id}`));
    expect(accounts.map(({ tomorrow }) => tomorrow?.S)).toEqual(ACCOUNTS.map(() => 'account'));
    process.stderr.write(
      `${FLIPS} flips, ${books.acknowledged.length} answers, ${receipts.length} transactions, ${marked} of them by the newer release\n`,
    );
  }, 900_000);
});
