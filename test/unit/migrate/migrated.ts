import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceName } from '../../../bin/migrate/book.ts';
import { compare } from '../../../bin/migrate/compare.ts';
import { READERS } from '../../../bin/migrate/readers.ts';
import { type Meant, SourceCurrencies } from '../../../bin/migrate/source-currencies.ts';
import { toJournal } from '../../../bin/migrate/to-journal.ts';

/** Later than anything in a sample. */
export const NOW = Date.parse('2026-12-02T00:00:00Z');

interface Options {
  readonly balances?: string;
  readonly currencies?: Readonly<Record<string, Meant>>;
  readonly prefix?: string;
  readonly now?: number;
}

/** What a dry run works out. */
export const migrated = (source: SourceName, text: string, options: Options = {}) => {
  const { balances, currencies = {}, prefix = '', now = NOW } = options;
  const said = new SourceCurrencies(new Map(Object.entries(currencies)));
  const book = READERS[source](text, said, ...(balances === undefined ? [] : [balances]));
  const migration = toJournal(book, { source, prefix, now });
  return { book, migration, rows: compare(migration.accounts, book.stated, migration.balances) };
};
export type Migrated = ReturnType<typeof migrated>;

/** Whether a dry run says that all is equal: exit code 0. */
export const isProved = ({ rows, migration }: Migrated): boolean =>
  rows.length > 0 && migration.unbookable.length === 0 && rows.every(({ is }) => is === 'equal' || is === 'own');

interface Body {
  readonly entries?: readonly { account: string; direction: string; amount: string; currency: string }[];
  readonly postings?: readonly { from: string; to: string; amount: string; currency: string }[];
  readonly pending?: boolean;
}

/** Debits less credits of what the bodies say, by id: summed apart from the code that is tried. */
export const sumsOf = ({ migration }: Migrated): ReadonlyMap<string, bigint> => {
  const sums = new Map<string, bigint>();
  const add = (id: string, minor: bigint) => sums.set(id, (sums.get(id) ?? 0n) + minor);
  for (const { body } of migration.journal.transactions) {
    const { entries = [], postings = [], pending } = body as Body;
    if (pending === true) continue;
    for (const { account, direction, amount } of entries)
      add(account, BigInt(amount) * (direction === 'debit' ? 1n : -1n));
    for (const { from, to, amount } of postings) {
      add(from, BigInt(amount));
      add(to, -BigInt(amount));
    }
  }
  return sums;
};

/** A frozen export: see the README beside them. */
export const sample = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../contract/exports', name), 'utf8');

/** What is said of an export that is not read; `taken` for one that is. */
export const refusalOf = (source: SourceName, text: string, options: Options = {}): string => {
  try {
    migrated(source, text, options);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'taken';
};
