import type * as z from 'zod';
import {
  type Asserted,
  type Journal,
  type JournalTransaction,
  signed,
} from '../../functions/statements/model/statement/journal.ts';
import {
  debitBalance,
  journalAccount,
  type ListedAccount,
  listedAccount,
  listedTransaction,
  moved,
  pageOf,
} from '../../functions/statements/model/statement/ledger-journal.ts';
import type { Listed, ListPage } from '../client/all-pages.ts';
import type { Api } from '../client/api.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { said } from '../client/said.ts';
import { PageSpool } from './page-spool.ts';

async function* pagesOf<T, Promised extends ListPage<T>>(
  api: Api,
  of: z.ZodType<T>,
  asking: Listed<T, Promised>['asking'],
): AsyncGenerator<readonly T[]> {
  const schema: z.ZodType<ListPage<T>> = pageOf(of);
  let cursor: string | undefined;
  do {
    const query = { limit: '100', ...said({ cursor }) };
    const page: ListPage<T> = await api.ask((folio) => asking(folio, query), schema);
    yield page.data;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

const readAccounts = async (api: Api): Promise<readonly ListedAccount[]> => {
  const accounts: ListedAccount[] = [];
  const all = pagesOf(api, listedAccount, (folio, query) => folio.GET('/v1/accounts', { params: { query } }));
  for await (const page of all) accounts.push(...page);
  return accounts;
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
const assertedOf = (
  before: readonly ListedAccount[],
  after: readonly ListedAccount[],
  totals: Totals,
): readonly Asserted[] => {
  const versions = new Map(before.map(({ id, version }) => [id, version]));
  return after
    .filter(({ id, version }) => versions.get(id) === version)
    .map((account) => {
      const { id, currency } = account;
      const posted = debitBalance(account);
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
    const all = pagesOf(api, listedTransaction, (folio, query) => folio.GET('/v1/transactions', { params: { query } }));
    for await (const page of all) {
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
    const journal = {
      accounts: after.map(journalAccount),
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
