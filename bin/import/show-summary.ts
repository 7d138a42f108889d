import type { Terminal } from '../client/terminal.ts';
import type { ImportSummary } from './summary.ts';

/** What is shown one by one before the rest is only counted. */
const SHOWN = 20;

/** The first of many, and how many more there are. */
export const some = <T>(items: readonly T[], out: Terminal, lineOf: (item: T) => string): void => {
  for (const item of items.slice(0, SHOWN)) out.line(`  ${lineOf(item)}`);
  if (items.length > SHOWN) out.line(`  and ${items.length - SHOWN} more; --json lists all.`);
};

interface Shown {
  /** What the places of the file count. */
  readonly counts: 'line' | 'record';
  readonly retryRefused: boolean;
}

/** What became of a file, for a person. */
export const showSummary = (
  { accounts, transactions, retried, differing, refusals }: ImportSummary,
  out: Terminal,
  { counts, retryRefused }: Shown,
): void => {
  out.line(`Accounts: ${accounts.created} created, ${accounts.existing} already there, ${accounts.refused} refused.`);
  some(differing, out, ({ line, account, property, file, ledger }) => {
    return `${counts} ${line}: ${account} is there with ${property} ${JSON.stringify(ledger)}, the file says ${JSON.stringify(file)}.`;
  });
  const { committed, replayed, refused } = transactions;
  out.line(`Transactions: ${committed} committed, ${replayed} already there, ${refused} refused.`);
  if (retried.length > 0) out.line('Refused before and done now, under keys of their own:');
  some(retried, out, ({ line, what, key }) => `${counts} ${line}: ${what}, as ${key}`);
  some(refusals, out, ({ line, what, problem, status, detail }) => {
    return `${counts} ${line}: ${what}: ${problem}${status === null ? ', not sent' : ` (${status})`}. ${detail}`;
  });
  if (refusals.some(({ status }) => status !== null) && !retryRefused)
    out.line('Refusals stand under their keys. Once their causes are mended: the same command with --retry-refused.');
};
