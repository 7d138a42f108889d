import { formatDecimal } from '../../functions/kernel/values/decimal-amount.ts';
import { plain } from '../client/answers.ts';
import type { Terminal } from '../client/terminal.ts';
import { some } from '../import/show-summary.ts';
import type { Book, Unequal } from './book.ts';
import type { Row } from './compare.ts';
import type { Migration } from './to-journal.ts';

/** On the account's normal side, as the API says a balance. */
const shown = (minor: bigint | undefined, { side, currency, kind }: Row): string => {
  if (minor === undefined) return 'not stated';
  return formatDecimal(kind === 'posted' && side === 'credit' ? -minor : minor, currency);
};

const KIND_WORDS = {
  posted: '',
  'held-debits': ', held to be debited',
  'held-credits': ', held to be credited',
} as const;
const RANK: Readonly<Record<Row['is'], number>> = { differs: 0, 'not-stated': 1, equal: 2, own: 3 };
const IS_WORDS: Readonly<Record<Row['is'], string>> = {
  differs: 'DIFFERS',
  'not-stated': 'not stated',
  equal: 'equal',
  own: 'a counter-account of the migration',
};

const rowLine = (row: Row): string =>
  `${plain(row.account)} ${row.currency}${KIND_WORDS[row.kind]}: ${shown(row.stated, row)} there, ${shown(row.here, row)} here (${row.id ?? 'no account'}): ${IS_WORDS[row.is]}`;

const counted = (unequal: readonly Unequal[]): string => {
  const counts = new Map<string, number>();
  for (const { what } of unequal) counts.set(what, (counts.get(what) ?? 0) + 1);
  return [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
};

/** What would be made, and what has no equal. */
export const showPlan = (book: Book, { journal, unequal, unbookable, holds }: Migration, out: Terminal): void => {
  out.line(`Read: ${book.form}, ${book.movements.length} movements.`);
  const transactions = journal.transactions.length - holds;
  out.line(`To be made: ${journal.accounts.length} accounts, ${transactions} transactions, ${holds} holds.`);
  out.line(unequal.length === 0 ? 'All of it has an equal here.' : `Without an equal here: ${counted(unequal)}.`);
  some(unequal, out, ({ place, what, says }) => `${book.counts} ${place}: ${what}: ${plain(says)}`);
  if (unbookable.length > 0) out.line(`Cannot be booked: ${unbookable.length}.`);
  some(unbookable, out, ({ place, says }) => `${book.counts} ${place}: ${plain(says)}`);
};

/** Each balance of the source against the same one here, those first that need a look. */
export const showRows = (rows: readonly Row[], here: string, out: Terminal): void => {
  const of = (is: Row['is']): number => rows.filter((row) => row.is === is).length;
  const stated = of('equal') + of('differs');
  out.line(`Balances, as the source states them and as ${here}: ${of('equal')} of ${stated} equal to the last unit.`);
  some(
    rows.toSorted((a, b) => RANK[a.is] - RANK[b.is]),
    out,
    rowLine,
  );
};
