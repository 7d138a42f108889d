import { controlUnits } from '../../../../kernel/values/decimal-amount.ts';
import type { Totals } from './credit-transfer.ts';

export const NOTHING: Totals = { count: 0, units: 0n };

export const withPayment = (
  { count, units }: Totals,
  { amount, currency }: { readonly amount: bigint; readonly currency: string },
): Totals => ({ count: count + 1, units: units + controlUnits(amount, currency) });

export const sumOf = (all: readonly Totals[]): Totals =>
  all.reduce((sum, one) => ({ count: sum.count + one.count, units: sum.units + one.units }), NOTHING);

export const isSame = (one: Totals, other: Totals): boolean => one.count === other.count && one.units === other.units;

export const totalsOf = (payments: Iterable<{ readonly amount: bigint; readonly currency: string }>): Totals => {
  let totals = NOTHING;
  for (const payment of payments) totals = withPayment(totals, payment);
  return totals;
};
