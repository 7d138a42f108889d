import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import type { Asserted, Journal, JournalAccount, JournalTransaction } from './journal.ts';

/** The normal side of an account; undefined of a system account. */
export type SideOf = (account: string) => JournalAccount['normalBalance'] | undefined;

/** A journal in the words of a tool, in pieces: written behind each other they are one file that the tool takes. */
export interface JournalFormat {
  /** @param isOpened whether every account of the journal is opened by a piece of its own */
  readonly begin: (isOpened: boolean) => string;
  readonly currencies: (codes: readonly string[]) => string;
  readonly account: (account: JournalAccount) => string;
  readonly systemAccount: (id: string) => string;
  readonly transaction: (one: JournalTransaction, sideOf: SideOf) => string;
  /** Assertions of what accounts have at the end of a day that no transaction is behind. */
  readonly balances: (asserted: readonly Asserted[], day: CivilDate, sideOf: SideOf) => string;
  /** For a reader; empty where the format has no room for it. */
  readonly note: (text: string) => string;
  /** Whether the name of an account depends on its normal side. */
  readonly needsSide: (account: string) => boolean;
}

/** A whole journal that is at hand. */
export async function* writeJournal(format: JournalFormat, journal: Journal, lastDay: CivilDate | undefined) {
  const sides = new Map(journal.accounts.map(({ id, normalBalance }) => [id, normalBalance]));
  const sideOf: SideOf = (id) => sides.get(id);
  yield format.begin(true) + format.currencies(journal.currencies);
  for (const account of journal.accounts) yield format.account(account);
  for (const id of journal.systemAccounts) yield format.systemAccount(id);
  for await (const one of journal.transactions) yield format.transaction(one, sideOf);
  if (lastDay !== undefined) yield format.balances(journal.asserted, lastDay, sideOf);
}
