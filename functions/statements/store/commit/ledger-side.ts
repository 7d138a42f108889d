import { Refusal } from '../../../kernel/core/problem.ts';
import { addDays, type CivilDate } from '../../../kernel/values/civil-date.ts';
import { parseTime } from '../../../kernel/values/time.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import { firstOf, runOf } from '../../model/history/carried-run.ts';
import type { LedgerItem } from '../../model/matching/items.ts';
import { ledgerItem } from '../../model/matching/ledger-item.ts';
import { type Asking, findLedgerAccount, systemVersions } from '../queries/ledger.ts';
import type { StatementsStore } from '../table/statements-store.ts';
import { type HistoryRead, readHistory, type Since } from './read-statement.ts';
import { toldOf } from './told-transactions.ts';

export const ITEMS_MAX = 50_000;
export const tooLarge = (): Refusal =>
  new Refusal(
    statementProblems['reconciliation-too-large'],
    `Days that cannot be told apart have more than ${ITEMS_MAX} lines or entries: use folio reconcile.`,
  );

/** How many entries the account that mirrors the bank's has up to a day; undefined where the ledger does not know yet. */
export const ledgerVersions = async (
  store: StatementsStore,
  asking: Asking,
  { account, currency }: Pick<BankAccount, 'account' | 'currency'>,
  last: CivilDate,
): Promise<number | undefined> => {
  const found = await findLedgerAccount(asking, account);
  const until = Math.min(parseTime(`${addDays(last, 1)}T23:59:59.999Z`) ?? 0, store.clock.now());
  return found?.is === 'own' ? found.versions : systemVersions(asking, { account, currency }, until);
};

/** Entries of some days, by the days of the bank account's zone. */
export interface LedgerDays extends Pick<HistoryRead, 'late' | 'early'> {
  readonly items: readonly LedgerItem[];
  /** Before the first of these days, where all of the history was read. */
  readonly opening: bigint;
  readonly complete: boolean;
  /** The ledger has told what each of their transactions says of itself. */
  readonly isTold: boolean;
  /** The first version that lies behind a day, which is one of these. */
  readonly openBehind: (day: CivilDate) => number;
}

export interface WantedDays {
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly versions: number | undefined;
  readonly since: Since | undefined;
}

/** The entries of the account that mirrors the bank's. */
export const ledgerDays = async (
  store: StatementsStore,
  asking: Asking,
  { tenant, account, currency, timeZone }: BankAccount,
  { from, to, versions, since }: WantedDays,
  deadline: number,
): Promise<LedgerDays> => {
  const wanted = { account, currency, from, to, basis: 'effective', zone: timeZone } as const;
  const aligned = since && { ...since, version: firstOf(runOf(since.version)) };
  const bounds = { deadline, linesMax: ITEMS_MAX, since: aligned };
  const read = await readHistory(store, asking, { tenant, account, currency }, wanted, versions, bounds);
  if (read === undefined) throw tooLarge();
  const { statement, later, late, early } = read;
  const { lines, opening, complete } = statement;
  const ids = new Set(lines.map(({ transactionId }) => transactionId));
  const newest = lines.reduce((day, { bookedOn }) => (bookedOn > day ? bookedOn : day), from);
  // Days of a zone end at most a day behind those of UTC.
  const told = await toldOf(store, asking, account, ids, `${addDays(newest, 2)}T00:00:00.000Z`);
  const nothing = { reference: undefined, description: undefined, metadata: {} };
  const items = lines.map(({ transactionId, version, effectiveOn, amount }) =>
    ledgerItem({ transactionId, version, on: effectiveOn, amount }, told.get(transactionId) ?? nothing),
  );
  const end = (versions ?? 0) + 1;
  const openBehind = (day: CivilDate): number =>
    lines.reduce((first, line) => (line.effectiveOn > day ? Math.min(first, line.version) : first), later ?? end);
  return { items, opening, complete, isTold: told.size >= ids.size, late, early, openBehind };
};
