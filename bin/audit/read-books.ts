import * as z from 'zod';
import { inParallel } from '../../functions/kernel/core/parallel.ts';
import { formatTime } from '../../functions/kernel/values/time.ts';
import { readAccount } from '../client/accounts.ts';
import { allPages, type Listed, type ListPage } from '../client/all-pages.ts';
import { ApiProblem, CommandFailure } from '../client/problem-error.ts';
import { said } from '../client/said.ts';
import type { AuditApi } from './audit-api.ts';
import type { Account, Books, Entry, FeedEvent, History, Leaf, PublicLog, Receipt, Transaction } from './books.ts';
import { readCalls } from './read-calls.ts';
import { linesOf } from './receipt-lines.ts';

const WIDTH = 8;
const PAGES_MAX = 1_000_000;
/** What is this young may still be on its way to the log, to histories and to the feed. */
const SETTLING_MS = 20_000;
/** The first receipt of any deployment is later. */
const FIRST = '2026-01-01T00:00:00.000Z';

const digits = z.string().regex(/^-?\d{1,28}$/);
const side = z.enum(['debit', 'credit']);
const receipt = z.looseObject({
  ...{
    tenant: z.string(),
    id: z.string(),
    operation: z.string(),
    status: z.number(),
    answer: z.string(),
    at: z.string(),
  },
});
const transaction = z.looseObject({
  id: z.string(),
  createdAt: z.string(),
  state: z.string(),
  reversedBy: z.string().optional(),
});
const balance = { posted: digits, pendingIn: digits, pendingOut: digits };
const account = z.looseObject({
  id: z.string(),
  currency: z.string(),
  normalBalance: side,
  version: z.int(),
  balance: z.looseObject(balance),
});
const system = z.looseObject({
  id: z.string(),
  balances: z.array(z.looseObject({ currency: z.string(), ...balance })),
});
const entry = z.looseObject({
  version: z.int(),
  transactionId: z.string(),
  direction: side,
  amount: digits,
  pending: digits,
  balanceBefore: digits,
  balanceAfter: digits,
  at: z.string(),
  effectiveAt: z.string(),
});
const event = z.looseObject({ id: z.string(), type: z.string(), timestamp: z.string(), data: z.unknown() });
const leaves = z.looseObject({
  data: z.array(
    z.looseObject({ receiptId: z.string(), at: z.string(), leafIndex: z.int().min(0), salt: z.string().max(64) }),
  ),
  next: z.string().nullable(),
});

const listed = <T, Promised extends ListPage<T>>(
  api: AuditApi,
  of: z.ZodType<T>,
  asking: Listed<T, Promised>['asking'],
  isFeed = false,
): Promise<readonly T[]> =>
  allPages(api, {
    ...{ asking, page: z.object({ data: z.array(of), nextCursor: z.string().nullable() }), isFeed },
    ...{ pagesMax: PAGES_MAX, instead: 'this command audits no books of that size.' },
  });

const readLeaves = async (api: AuditApi, to: string): Promise<readonly Leaf[]> => {
  const all: Leaf[] = [];
  let from: string | null = FIRST;
  for (let pages = 0; from !== null && pages < PAGES_MAX; pages += 1) {
    const query = { from, to };
    const page: z.infer<typeof leaves> = await api.ask(
      (folio) => folio.GET('/v1/log/leaves', { params: { query } }),
      leaves,
    );
    all.push(...page.data.map(({ salt, ...leaf }) => ({ ...leaf, salt: Buffer.from(salt, 'base64url') })));
    from = page.next;
  }
  if (from !== null) throw new CommandFailure(`The log has more leaves than ${PAGES_MAX} pages hold.`);
  return all;
};

/** What is not there is the difference that is looked for, and no failure. */
const unlessGone = async <T>(read: Promise<T>): Promise<T | undefined> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return undefined;
    throw error;
  }
};

const readReceipts = async (api: AuditApi, ids: readonly string[]): Promise<ReadonlyMap<string, Receipt>> => {
  const receipts = new Map<string, Receipt>();
  await inParallel(ids, WIDTH, async (id) => {
    const found = await unlessGone(
      api.ask((folio) => folio.GET('/v1/receipts/{id}', { params: { path: { id } } }), receipt),
    );
    if (found !== undefined) receipts.set(id, found as Receipt);
  });
  return receipts;
};

const amounts = (of: { readonly posted: string; readonly pendingIn: string; readonly pendingOut: string }) => ({
  posted: BigInt(of.posted),
  pendingIn: BigInt(of.pendingIn),
  pendingOut: BigInt(of.pendingOut),
});

const ownAccounts = async (api: AuditApi): Promise<readonly Account[]> =>
  (await listed(api, account, (folio, query) => folio.GET('/v1/accounts', { params: { query } }))).map(
    ({ id, currency, normalBalance, version, balance: of }) => ({
      ...{ id, currency, normalBalance, version },
      ...amounts(of),
    }),
  );

/** System accounts are in no list: receipts name them. */
const systemAccounts = async (api: AuditApi, receipts: readonly Receipt[]): Promise<readonly Account[]> => {
  const names = new Set(linesOf(receipts).flatMap((line) => (line.account.startsWith('@') ? [line.account] : [])));
  const accounts: Account[] = [];
  await inParallel([...names], WIDTH, async (name) => {
    const { balances } = await readAccount(api, name, system);
    for (const { currency, ...of } of balances)
      accounts.push({ id: name, currency, normalBalance: 'credit', ...amounts(of) });
  });
  return accounts;
};

const readHistories = async (api: AuditApi, accounts: readonly Account[]): Promise<readonly History[]> => {
  const histories: History[] = [];
  await inParallel(accounts, WIDTH, async ({ id, currency }) => {
    const read = await listed(api, entry, (folio, query) =>
      folio.GET('/v1/accounts/{id}/entries', {
        params: { path: { id }, query: { ...query, order: 'asc', currency } },
      }),
    );
    const entries = read.map(
      (one): Entry => ({
        ...{ version: one.version, transactionId: one.transactionId, direction: one.direction },
        ...{ amount: BigInt(one.amount), pending: BigInt(one.pending) },
        ...{
          before: BigInt(one.balanceBefore),
          after: BigInt(one.balanceAfter),
          at: one.at,
          effectiveAt: one.effectiveAt,
        },
      }),
    );
    histories.push({ account: id, currency, entries });
  });
  return histories;
};

/** Everything that an audit looks at. Leaves and calls come first and the logs before them, so that what is in them is there. */
export const readBooks = async (
  api: AuditApi,
  { log, access }: { readonly log: PublicLog; readonly access: PublicLog },
  now: number,
  progress: (text: string) => void = () => {},
): Promise<Books> => {
  const calls = await readCalls(api, access, { from: FIRST, to: formatTime(now) });
  progress('leaves');
  const ownLeaves = (await readLeaves(api, formatTime(now))).filter(({ leafIndex }) => leafIndex < log.entries.length);
  progress('transactions');
  const transactions: readonly Transaction[] = await listed(api, transaction, (folio, query) =>
    folio.GET('/v1/transactions', { params: { query } }),
  );
  const ids = new Set([...ownLeaves.map(({ receiptId }) => receiptId), ...transactions.map(({ id }) => id)]);
  progress(`${ids.size} receipts`);
  const receipts = await readReceipts(api, [...ids]);
  const accounts = [...(await ownAccounts(api)), ...(await systemAccounts(api, [...receipts.values()]))];
  progress(`${accounts.length} accounts`);
  const histories = await readHistories(api, accounts);
  progress('events');
  const events: readonly FeedEvent[] = await listed(
    api,
    event,
    (folio, { limit, cursor: after }) =>
      folio.GET('/v1/events', { params: { query: said({ limit, after, type: 'ledger.*' }) } }),
    true,
  );
  const tenant = [...receipts.values()].map((one) => String(one.tenant))[0] ?? '';
  return {
    tenant,
    receipts,
    transactions,
    accounts,
    histories,
    events,
    leaves: ownLeaves,
    log,
    access: calls,
    settled: now - SETTLING_MS,
  };
};
