import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  createBankAccountRoute,
  getBankAccountRoute,
  listBankAccountsRoute,
} from '../../functions/statements/handlers/api/bank-accounts.ts';
import type { BankDeps } from '../../functions/statements/handlers/api/bank-deps.ts';
import {
  getBankFileContentRoute,
  getBankFileRoute,
  takeBankStatementRoute,
} from '../../functions/statements/handlers/api/bank-files.ts';
import {
  approveBreakResolutionRoute,
  getReconciliationRoute,
  listBreaksRoute,
  resolveBreakRoute,
  undoBreakResolutionRoute,
} from '../../functions/statements/handlers/api/reconciliations.ts';
import type { Sent } from '../store/ledger/kit.ts';
import { bankWorld } from '../store/statements/bank-world.ts';
import { MirrorBooks } from '../store/statements/mirror-books.ts';
import { base64, DE, mt940Day } from '../support/bank-days.ts';
import { clockOf } from '../support/clock.ts';
import { clientFor, type Engine } from '../support/dynamo.ts';
import { type Item, putAll, scan } from './golden.ts';

/** A request, and what was answered. */
export interface Asked {
  readonly operation: string;
  readonly sent: Sent;
  readonly status: number;
  readonly text: string;
}

/** What a release of statements left behind of banks: items, answers, events, and the books of the ledger beside them. */
export interface StatementsGolden {
  readonly release: number;
  readonly now: number;
  readonly items: readonly Item[];
  readonly writes: readonly Asked[];
  readonly reads: readonly Asked[];
  readonly events: readonly { readonly type: string; readonly data: unknown }[];
  readonly books: { readonly entries: MirrorBooks['entries']; readonly keys: readonly (readonly [string, string])[] };
}

const NOW = Date.parse('2026-12-01T09:00:00.000Z');
const OTHER = 'cli_other';

const routesOf = (deps: BankDeps) => {
  const routes = [
    ...[createBankAccountRoute, getBankAccountRoute, listBankAccountsRoute],
    ...[takeBankStatementRoute, getBankFileRoute, getBankFileContentRoute],
    ...[getReconciliationRoute, listBreaksRoute],
    ...[resolveBreakRoute, approveBreakResolutionRoute, undoBreakResolutionRoute],
  ].map((route) => route(deps));
  return new Map(routes.map((route) => [route.operation.operationId as string, route]));
};

/** Statements with banks beside a ledger, asked by the names of operations. */
const begin = async (client: DynamoDBClient, books: MirrorBooks) => {
  const world = await bankWorld(
    client,
    clockOf(() => NOW),
  );
  world.ledger.answer = books.answer;
  const routes = routesOf(world.deps);
  const ask = (operation: string, sent: Sent) => {
    const route = routes.get(operation);
    if (route === undefined) throw new Error(`there is no ${operation}`);
    return world.call(route, sent);
  };
  return { world, ask };
};
export type StatementsWorld = Awaited<ReturnType<typeof begin>>;

/** The tables of a release, under the present code. */
export const resumedStatements = async (
  client: DynamoDBClient,
  golden: StatementsGolden,
  later: (item: Item) => Item,
): Promise<StatementsWorld & { readonly books: MirrorBooks }> => {
  const books = new MirrorBooks();
  books.entries.push(...golden.books.entries);
  for (const [key, id] of golden.books.keys) books.keys.set(key, id);
  const begun = await begin(client, books);
  await putAll(client, begun.world.table, golden.items.map(later));
  return { ...begun, books };
};

/** One of everything: files of two days, one twice and one refused, a mapping of CSV, breaks resolved in each way, proposed and undone. */
const STORY = async (
  write: (operation: string, sent: Sent) => Promise<{ readonly id: string }>,
  breaks: (id: string) => Promise<readonly { readonly id: string; readonly difference: string }[]>,
  books: MirrorBooks,
): Promise<string> => {
  const account = { numbers: [DE], currency: 'EUR', account: 'bank', name: 'Main', timeZone: 'Europe/Berlin' };
  const { id } = await write('createBankAccount', { body: account });
  await write('createBankAccount', { body: { numbers: ['SECOND'], currency: 'EUR', account: 'bank' } });
  books.add(250, '2026-11-02', 'A1');
  books.add(900, '2026-11-03', 'A2');
  const take = (text: string, more: object = {}) =>
    write('takeBankStatement', { params: { id }, body: { content: base64(text), ...more } });
  const lines = [{ amount: 250, reference: 'A1' }, { amount: -45, text: 'Fee' }, { amount: 7 }, { amount: -31 }];
  await take(mt940Day('2026-11-02', 0, lines));
  await take(mt940Day('2026-11-03', 181, [{ amount: 900, reference: 'A2' }]));
  await take(mt940Day('2026-11-03', 181, [{ amount: 900, reference: 'A2' }]));
  await take('This is no statement.');
  const found = new Map((await breaks(id)).map((one) => [one.difference, one.id]));
  const of = (difference: string) => ({ params: { id: found.get(difference) ?? '' } });
  await write('resolveBreak', { ...of('-45'), body: { how: 'book', against: '@fees', reason: 'A fee.' } });
  await write('approveBreakResolution', { ...of('-45'), clientId: OTHER });
  await write('resolveBreak', { ...of('7'), body: { how: 'accept', reason: 'Interest, next month.' } });
  await write('undoBreakResolution', { ...of('7'), body: { reason: 'It is a mistake.' } });
  await write('resolveBreak', { ...of('-31'), body: { how: 'book', against: '@fees', reason: 'Not approved yet.' } });
  return id;
};

/** What this release of statements writes of banks, answers and tells. */
export const recordStatements = async (release: number, engine: Engine): Promise<StatementsGolden> => {
  const client = clientFor(engine.endpoint);
  try {
    const books = new MirrorBooks();
    const { world, ask } = await begin(client, books);
    const writes: Asked[] = [];
    const write = async (operation: string, given: Sent) => {
      const sent = { ...given, key: `golden-${writes.length}` };
      const { status, text, body } = await ask(operation, sent);
      writes.push({ operation, sent, status, text });
      return body;
    };
    const breaks = async (id: string) =>
      (await ask('listBreaks', { params: { bankAccount: id }, query: { state: 'open' } })).body.data;
    const id = await STORY(write, breaks, books);
    const reads: Asked[] = [];
    const read = async (operation: string, sent: Sent): Promise<void> => {
      const { status, text } = await ask(operation, sent);
      reads.push({ operation, sent, status, text });
    };
    await read('getReconciliation', { params: { bankAccount: id } });
    await read('getReconciliation', { params: { bankAccount: id }, query: { at: '2026-11-02' } });
    for (const state of ['open', 'all']) await read('listBreaks', { params: { bankAccount: id }, query: { state } });
    await read('getBankAccount', { params: { id } });
    await read('listBankAccounts', {});
    for (const { operation, text, status } of writes)
      if (operation === 'takeBankStatement' && status === 201) {
        const params = { id: JSON.parse(text).id };
        await read('getBankFile', { params });
        await read('getBankFileContent', { params });
      }
    const events = await world.events();
    const kept = { entries: books.entries, keys: [...books.keys] };
    return { release, now: NOW, items: await scan(client, world.table), writes, reads, events, books: kept };
  } finally {
    client.destroy();
  }
};
