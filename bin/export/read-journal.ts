import * as z from 'zod';
import {
  type Asserted,
  type Journal,
  type JournalAccount,
  type JournalTransaction,
  signed,
} from '../../functions/statements/model/statement/journal.ts';
import type { Api } from '../client/api.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { PageSpool } from './page-spool.ts';

const digits = z.string().regex(/^-?\d{1,28}$/);
const side = z.enum(['debit', 'credit']);
const account = z.object({
  id: z.string(),
  currency: z.string(),
  normalBalance: side,
  overdraft: z.union([z.enum(['none', 'unlimited']), z.object({ limit: digits })]),
  name: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
  version: z.int(),
  balance: z.object({ posted: digits }),
});
type Account = z.infer<typeof account>;
const transaction = z.object({
  id: z.string(),
  state: z.enum(['posted', 'pending', 'voided', 'expired']),
  pending: z.boolean(),
  currency: z.string().optional(),
  postings: z
    .array(z.object({ from: z.string(), to: z.string(), amount: digits, currency: z.string().optional() }))
    .optional(),
  entries: z.array(z.object({ account: z.string(), direction: side, amount: digits, currency: z.string() })),
  postedAmount: digits.optional(),
  reference: z.string().optional(),
  description: z.string().optional(),
  effectiveAt: z.string().nullable(),
  createdAt: z.string(),
  metadata: z.record(z.string(), z.string()),
});
const pageOf = <T>(of: z.ZodType<T>) => z.object({ data: z.array(of), nextCursor: z.string().nullable() });

async function* pagesOf<T>(api: Api, path: string, of: z.ZodType<T>): AsyncGenerator<readonly T[]> {
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor !== undefined && { cursor }) });
    const page = await api.get({ method: 'GET', path: `${path}?${query}` }, pageOf(of));
    yield page.data;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

const readAccounts = async (api: Api): Promise<readonly Account[]> => {
  const accounts: Account[] = [];
  for await (const page of pagesOf(api, '/v1/accounts', account)) accounts.push(...page);
  return accounts;
};

/** What moved in the end: of a hold what was posted of it, and nothing of one that was not. */
export const moved = (one: z.infer<typeof transaction>): JournalTransaction | undefined => {
  const { id, state, pending, entries, postings = [], postedAmount, currency, reference, description, metadata } = one;
  const at = one.effectiveAt ?? one.createdAt;
  const told = { id, at, reference, description, metadata };
  const [posting] = postings;
  if (!pending) return { ...told, entries };
  if (postedAmount !== undefined && posting !== undefined) {
    if (postedAmount === '0') return undefined;
    const part = { amount: postedAmount, currency: posting.currency ?? currency ?? '' };
    const debit = { account: posting.from, direction: 'debit' as const, ...part };
    return { ...told, entries: [debit, { account: posting.to, direction: 'credit' as const, ...part }] };
  }
  return state === 'posted' ? { ...told, entries } : undefined;
};

/** Sums, names and days of what is exported, while it is read. */
class Totals {
  readonly balances = new Map<string, bigint>();
  readonly system = new Set<string>();
  readonly currencies = new Set<string>();
  readonly metadataKeys = new Set<string>();
  lastDay = '';

  add({ entries, metadata, at }: JournalTransaction): void {
    if (at.slice(0, 10) > this.lastDay) this.lastDay = at.slice(0, 10);
    for (const key of Object.keys(metadata)) this.metadataKeys.add(key);
    for (const entry of entries) {
      this.currencies.add(entry.currency);
      if (entry.account.startsWith('@')) this.system.add(entry.account);
      const name = `${entry.account} ${entry.currency}`;
      this.balances.set(name, (this.balances.get(name) ?? 0n) + signed(entry));
    }
  }
}

/** Balances that the ledger had before and after the reading, where nothing moved between. */
const assertedOf = (before: readonly Account[], after: readonly Account[], totals: Totals): readonly Asserted[] => {
  const versions = new Map(before.map(({ id, version }) => [id, version]));
  return after
    .filter(({ id, version }) => versions.get(id) === version)
    .map(({ id, currency, normalBalance, balance }) => {
      const posted = BigInt(balance.posted) * (normalBalance === 'debit' ? 1n : -1n);
      const sum = totals.balances.get(`${id} ${currency}`) ?? 0n;
      if (sum !== posted)
        throw new CommandFailure(
          `${id}: its transactions sum to ${sum} minor units, and the ledger has ${posted}. New ones take a moment to be listed: run it again.`,
        );
      return { account: id, currency, balance: posted };
    });
};

export interface ReadJournal {
  readonly journal: Journal;
  readonly count: number;
  readonly close: () => Promise<void>;
}

/** The whole journal, oldest first, and the balances that it has to end in. @throws CommandFailure where it does not */
export const readJournal = async (api: Api, progress: (transactions: number) => void): Promise<ReadJournal> => {
  const before = await readAccounts(api);
  const spool = await PageSpool.open<JournalTransaction>();
  const totals = new Totals();
  let count = 0;
  try {
    for await (const page of pagesOf(api, '/v1/transactions', transaction)) {
      const kept = page.map(moved).filter((one) => one !== undefined);
      for (const one of kept) totals.add(one);
      await spool.add(kept);
      count += kept.length;
      progress(count);
    }
    const after = await readAccounts(api);
    const asserted = assertedOf(before, after, totals);
    for (const { currency, metadata } of after) {
      totals.currencies.add(currency);
      for (const key of Object.keys(metadata)) totals.metadataKeys.add(key);
    }
    const accounts: readonly JournalAccount[] = after.map(({ version: _, balance: __, ...one }) => one);
    const journal = {
      accounts,
      systemAccounts: [...totals.system].sort(),
      currencies: [...totals.currencies].sort(),
      metadataKeys: [...totals.metadataKeys].sort(),
      transactions: spool.oldestFirst(),
      asserted,
      lastDay: totals.lastDay,
    };
    return { journal, count, close: () => spool.close() };
  } catch (error) {
    await spool.close();
    throw error;
  }
};
