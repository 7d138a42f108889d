import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { int } from '../../../functions/kernel/aws/attributes.ts';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import type { AccountView } from '../../../functions/ledger/contract/account.ts';
import type { TransactionView } from '../../../functions/ledger/contract/transaction.ts';
import { listAccountsRoute } from '../../../functions/ledger/handlers/api/list-accounts.ts';
import { listTransactionsRoute } from '../../../functions/ledger/handlers/api/list-transactions.ts';
import { findOutcome } from '../../../functions/ledger/store/commit/outcomes.ts';
import { readAccountLines } from '../../../functions/ledger/store/table/account-item.ts';
import { entryItem } from '../../../functions/ledger/store/table/entry-item.ts';
import {
  accountKey,
  accountPartition,
  systemCurrencyKey,
  systemPartition,
} from '../../../functions/ledger/store/table/keys.ts';
import { startEngines } from '../../support/dynamo.ts';
import { type Bank, bankOf } from './bank.ts';
import { newWorld, type Sent, send, type World } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

describe.each(engines)('lists on $name', (engine) => {
  let world: World;
  let bank: Bank;
  const signed = cursors(async () => Buffer.alloc(32, 7));
  beforeAll(async () => {
    world = await newWorld(engine);
    bank = bankOf(world);
  });
  const list = (query: Sent['query'], tenant = 'acme') =>
    send<Page<TransactionView>>(world, listTransactionsRoute({ ...world.store, cursors: signed }), {
      tenant,
      ...(query === undefined ? {} : { query }),
    });
  const accounts = (query: Sent['query'], tenant: string) =>
    send<Page<AccountView>>(world, listAccountsRoute({ ...world.store, cursors: signed }), {
      tenant,
      ...(query === undefined ? {} : { query }),
    });
  /** Every page of a list, one after the other; no list of these tests has more than 40 pages. */
  const all = async <T>(
    page: (cursor: object) => Promise<{ readonly body: Page<T> }>,
  ): Promise<readonly (readonly T[])[]> => {
    const pages: (readonly T[])[] = [];
    let cursor: object = {};
    for (let count = 0; count < 40; count += 1) {
      const { body } = await page(cursor);
      pages.push(body.data);
      if (body.nextCursor === null) return pages;
      cursor = { cursor: body.nextCursor };
    }
    throw new Error('the list does not end');
  };
  const put = (item: object) =>
    world.client.send(new PutItemCommand({ TableName: world.store.table, Item: item as never }));
  /** Does what the relay does later: an entry for the account's last update. */
  const enter = async (account: string): Promise<void> => {
    const read = { TableName: world.store.table, Key: { ...accountKey('acme', account) }, ConsistentRead: true };
    const item = (await world.client.send(new GetItemCommand(read))).Item ?? {};
    const [line] = readAccountLines(item);
    if (line === undefined) throw new Error(`${account} has no transaction`);
    await put(
      entryItem(accountPartition('acme', account), { ...line, version: int(item, 'v'), before: 0n, after: 0n }),
    );
  };

  /** As large in an answer as an object can be: each of these characters is escaped twice on its way. */
  const LARGE = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '"'.repeat(500)]));
  const LAMBDA_ANSWER_MAX = 6 * 1024 * 1024;

  test('a page of large objects ends where an answer can hold no more, and the next one goes on there', async () => {
    const as = { tenant: 'large' };
    const ids = Array.from({ length: 70 }, (_, index) => `large-${index}`);
    for (const id of ids) {
      await bank.open(id, { metadata: LARGE, overdraft: 'unlimited' }, as);
      await bank.transfer(id, '@world', '1', { metadata: LARGE, reference: 'large' }, as);
    }
    const sizes: number[] = [];
    const measured = async <T>(page: Promise<{ readonly text: string; readonly body: Page<T> }>) => {
      const answer = await page;
      sizes.push(Buffer.byteLength(JSON.stringify({ body: answer.text })));
      return answer;
    };
    const shown = await all((cursor) => measured(accounts({ limit: '100', ...cursor }, 'large')));
    expect(shown.flat().map(({ id }) => id)).toEqual(ids);
    const made = await all((cursor) => measured(list({ limit: '100', reference: 'large', ...cursor }, 'large')));
    expect(made.flat().map(({ postings }) => postings?.[0]?.from)).toEqual(ids.toReversed());
    expect([shown.length, made.length]).toEqual([2, 2]);
    expect(Math.max(...sizes)).toBeLessThan(LAMBDA_ANSWER_MAX);
    expect(Math.max(...sizes)).toBeGreaterThan(LAMBDA_ANSWER_MAX / 2);
  }, 60_000);

  test('accounts come oldest first, each once over all pages, and none of another tenant', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `listed-${11 - index}`);
    for (const id of ids) await bank.open(id, {}, { tenant: 'lister' });
    await bank.open('foreign', {}, { tenant: 'other-lister' });
    const pages = await all((cursor) => accounts({ limit: '5', ...cursor }, 'lister'));
    expect(pages.map((page) => page.length)).toEqual([5, 5, 2]);
    const found = pages.flat();
    expect(found.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    const births = found.map(({ createdAt }) => createdAt);
    expect(births).toEqual(births.toSorted());
  });

  test('a page that ends with the list has no next one', async () => {
    for (const id of ['one', 'two']) await bank.open(id, {}, { tenant: 'two-accounts' });
    expect((await accounts({ limit: '2' }, 'two-accounts')).body.nextCursor).toBeNull();
    expect((await accounts(undefined, 'no-accounts')).body).toEqual({ data: [], nextCursor: null });
  });

  test('a cursor is good for its tenant and its list only', async () => {
    const { body } = await accounts({ limit: '5' }, 'lister');
    const cursor = body.nextCursor ?? '';
    expect((await accounts({ cursor }, 'other-lister')).problem).toBe('cursor-invalid');
    expect((await list({ account: 'listed-1', cursor }, 'lister')).problem).toBe('cursor-invalid');
    const flipped = `${cursor.slice(0, -2)}${cursor.endsWith('A') ? 'B' : 'A'}${cursor.slice(-1)}`;
    expect((await accounts({ cursor: flipped }, 'lister')).problem).toBe('cursor-invalid');
  });

  test('the transactions of an account come newest first, each once, holds in their present state', async () => {
    await bank.open('walker', { overdraft: 'unlimited' });
    const made: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      const { body } =
        index % 2 === 0 ? await bank.transfer('walker', '@world', '10') : await bank.hold('walker', '@world', '10');
      made.unshift(body.id);
      await enter('walker');
      if (index !== 3) continue;
      await bank.post(body.id);
      await enter('walker');
    }
    const pages = await all((cursor) => list({ account: 'walker', limit: '4', ...cursor }));
    expect(pages.map((page) => page.length)).toEqual([4, 2]);
    expect(pages.flat().map(({ id }) => id)).toEqual(made);
    expect(pages.flat().map(({ state }) => state)).toEqual([
      'pending',
      'posted',
      'posted',
      'posted',
      'pending',
      'posted',
    ]);
    const pending = await list({ account: 'walker', state: 'pending' });
    expect(pending.body.data.map(({ id }) => id)).toEqual([made[0], made[4]]);
  });

  test('a state that is rare among many is on the first page, which looks at 2,000 candidates at most', async () => {
    await bank.open('crowd', { overdraft: 'unlimited' });
    const hold = await bank.hold('crowd', '@world', '1');
    await enter('crowd');
    const posted = await bank.transfer('crowd', '@world', '1');
    const fill = (version: number) =>
      put(
        entryItem(accountPartition('acme', 'crowd'), {
          version,
          transactionId: posted.body.id,
          side: 'debit',
          amount: 1n,
          pending: 0n,
          before: 0n,
          after: 0n,
          at: world.clock.now(),
        }),
      );
    for (let version = 2; version <= 620; version += 1) await fill(version);
    const pages = await all((cursor) => list({ account: 'crowd', state: 'pending', ...cursor }));
    expect(pages.map((page) => page.length)).toEqual([1]);
    expect(pages.flat()[0]?.id).toBe(hold.body.id);
  });

  test('a reference finds its transactions and no refusals, newest first, by account and state too', async () => {
    await bank.open('buyer', { overdraft: { limit: '30' } });
    const made: string[] = [];
    for (let index = 0; index < 3; index += 1) {
      const { body } = await bank.transfer('buyer', '@world', '10', { reference: 'invoice#42 ü' });
      made.unshift(body.id);
      world.clock.advance(2);
    }
    const refused = await bank.transfer('buyer', '@world', '10', { reference: 'invoice#42 ü' });
    expect(refused.problem).toBe('insufficient-funds');
    const pages = await all((cursor) => list({ reference: 'invoice#42 ü', limit: '2', ...cursor }));
    expect(pages.flat().map(({ id }) => id)).toEqual(made);
    const both = await list({ reference: 'invoice#42 ü', account: 'buyer', state: 'posted' });
    expect(both.body.data).toHaveLength(3);
    expect((await list({ reference: 'invoice#42 ü', account: 'somebody' })).body.data).toEqual([]);
    expect((await list({ reference: 'invoice#42 ü', state: 'voided' })).body.data).toEqual([]);
    expect((await list({ reference: 'invoice#42 ü' }, 'globex')).body.data).toEqual([]);
  });

  test('the transactions of a system account are merged over its currencies, each once', async () => {
    const at = world.clock.now();
    const versions: Record<string, number> = { USD: 0, EUR: 0 };
    const fees = async (currency: string, id: string, when: number) => {
      const version = (versions[currency] ?? 0) + 1;
      versions[currency] = version;
      await put({ ...systemCurrencyKey('acme', '@tolls', currency) });
      const entry = {
        version,
        transactionId: id,
        side: 'credit',
        amount: 1n,
        pending: 0n,
        before: 0n,
        after: 1n,
      } as const;
      await put(entryItem(systemPartition('acme', '@tolls', currency), { ...entry, at: when }));
    };
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const currency = index % 2 === 0 ? 'USD' : 'EUR';
      const postings = [{ from: '@world', to: '@tolls', amount: '1', currency }];
      const { body } = await bank.create({ postings });
      await fees(currency, body.id, at + index);
      made.unshift(body.id);
    }
    const two = ['USD', 'EUR'].map((currency) => ({ from: '@world', to: '@tolls', amount: '1', currency }));
    const both = await bank.create({ postings: two });
    for (const currency of ['USD', 'EUR']) await fees(currency, both.body.id, at + 5);
    const pages = await all((cursor) => list({ account: '@tolls', limit: '2', ...cursor }));
    expect(pages.flat().map(({ id }) => id)).toEqual([both.body.id, ...made]);
  });

  test('filters that nothing can match give an empty list', async () => {
    for (const query of [{ account: 'no such#account' }, { account: 'nobody' }]) {
      expect((await list(query)).body).toEqual({ data: [], nextCursor: null });
    }
  });

  test('what became of a key is found for transactions, other operations and refusals, in its tenant only', async () => {
    const made = await bank.transfer('buyer', 'nowhere', '1', {}, { key: 'told' });
    const outcome = await findOutcome(world.store, 'acme', 'createTransaction', 'told');
    expect([outcome?.status, outcome?.body]).toEqual([422, made.text]);
    const opened = await bank.open('told-account', {}, { key: 'told' });
    expect((await findOutcome(world.store, 'acme', 'createAccount', 'told'))?.body).toBe(opened.text);
    expect(await findOutcome(world.store, 'globex', 'createAccount', 'told')).toBeUndefined();
    expect(await findOutcome(world.store, 'acme', 'closeAccount', 'told')).toBeUndefined();
  });
});
