import { formatBalance } from '../../kernel/values/money.ts';
import { formatTime } from '../../kernel/values/time.ts';
import type { EntryView } from '../contract/history.ts';
import { type Entry, effectiveTime } from './entry.ts';

/** What a transaction says in words; it stands in its receipt, not in each entry. */
export interface Words {
  readonly description?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** An entry as the API shows it. */
export const entryView = (entry: Entry, { description, metadata }: Words): EntryView => ({
  version: entry.version,
  transactionId: entry.transactionId,
  direction: entry.side,
  amount: formatBalance(entry.amount),
  pending: formatBalance(entry.pending),
  balanceBefore: formatBalance(entry.before),
  balanceAfter: formatBalance(entry.after),
  at: formatTime(entry.at),
  effectiveAt: formatTime(effectiveTime(entry)),
  ...(description === undefined ? {} : { description }),
  metadata: metadata ?? {},
});
