import { Refusal } from '../../../kernel/core/problem.ts';
import { ledgerProblems } from '../../contract/problems.ts';
import { isClosed, monthAsked } from '../../model/period.ts';
import { batchGet, nameOf } from '../table/batch-get.ts';
import { periodKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { findPeriod, readPeriod } from '../table/period-item.ts';

/** Not kept under its key: once the month is reopened, the same request goes through. */
export const periodClosed = (month: string): Refusal =>
  new Refusal(
    ledgerProblems['period-closed'],
    `${month} is closed. Nothing was done. Let it count in an open month, or have ${month} reopened.`,
  );

/**
 * Each attempt that counts in another month than the one that runs asks right before it commits. What was asked before the month
 * was closed lands within `SETTLING_MS`. What counts now asks nothing, and costs nothing.
 *
 * @throws Refusal `period-closed`
 */
export const assertMonthOpen = async (
  store: Pick<LedgerStore, 'dynamo' | 'table' | 'clock'>,
  tenant: string,
  effectiveAt: number | undefined,
): Promise<void> => {
  const month = monthAsked(effectiveAt, store.clock.now());
  if (month === undefined) return;
  if (isClosed(await findPeriod(store, tenant, month))) throw periodClosed(month);
};

const MONTHS_AT_ONCE = 100;

/** Those of the months that are closed, for many transactions at once. */
export const closedMonths = async (
  store: LedgerStore,
  tenant: string,
  months: ReadonlySet<string>,
): Promise<ReadonlySet<string>> => {
  const all = [...months];
  const closed = new Set<string>();
  for (let from = 0; from < all.length; from += MONTHS_AT_ONCE) {
    const some = all.slice(from, from + MONTHS_AT_ONCE);
    const items = await batchGet(
      store,
      some.map((month) => periodKey(tenant, month)),
    );
    for (const month of some)
      if (isClosed(readPeriod(month, items.get(nameOf(periodKey(tenant, month)))))) closed.add(month);
  }
  return closed;
};
