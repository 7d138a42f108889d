import { exponentOf } from '../../../functions/kernel/values/currencies.ts';
import { formatDecimal } from '../../../functions/kernel/values/decimal-amount.ts';
import { Balances } from '../balances.ts';
import type { Movement } from '../book.ts';
import type { Gathering } from '../gathering.ts';
import { refusedExport } from '../refuse.ts';
import { fromDecimal, type SourceCurrencies } from '../source-currencies.ts';
import type { Assertion } from './parts.ts';
import { SumsAbove } from './sums-above.ts';

/** Beancount's own rule: twice half of the last digit that is written, and nothing for whole numbers. */
const toleranceOf = ({ number, tolerance }: Assertion, code: string): bigint | undefined => {
  if (tolerance !== undefined) return fromDecimal(tolerance, code);
  const decimals = number.split('.')[1]?.length ?? 0;
  if (decimals === 0) return 0n;
  const exponent = exponentOf(code) ?? 0;
  return decimals > exponent ? 0n : 10n ** BigInt(exponent - decimals);
};

/**
 * Holds each assertion against the transactions before its day, as beancount does. What holds exactly, and has no transaction of its
 * account behind it, is a figure of the source's own. @throws CommandFailure for one that does not hold: transactions are missing
 */
export const holdAssertions = (
  found: Gathering,
  assertions: readonly Assertion[],
  currencies: SourceCurrencies,
): void => {
  const balances = new Balances();
  /** An assertion counts the accounts below its own too. */
  const above = new SumsAbove();
  const exact = new Map<string, { readonly account: string; readonly currency: string; readonly minor: bigint }>();
  const book = ({ legs }: Movement): void => {
    for (const { account, currency, minor } of legs) {
      balances.add(account, currency, 'posted', minor);
      above.add(account, currency, minor);
      exact.delete(`${account}\n${currency}`);
    }
  };
  const movements = [...found.movements];
  let next = 0;
  for (const one of assertions.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.line - b.line))) {
    for (; next < movements.length && (movements[next]?.at.slice(0, 10) ?? '') < one.date; next += 1)
      book(movements[next] as Movement);
    const { line, account, number } = one;
    const code = currencies.code(one.currency);
    const stated = code === undefined ? undefined : fromDecimal(number, code);
    if (code === undefined || stated === undefined) {
      found.unequal(
        line,
        'balance assertion',
        `${number} ${one.currency} of ${account} cannot be held against anything here`,
      );
      continue;
    }
    const sum = above.of(account, code);
    const off = sum > stated ? sum - stated : stated - sum;
    const tolerance = toleranceOf(one, code) ?? 0n;
    if (off > tolerance)
      throw refusedExport(
        'line',
        line,
        `it asserts ${number} ${one.currency} of ${account}, and the transactions before it make ${formatDecimal(sum, code)}: some are missing, or beancount itself reports an error here.`,
      );
    if (off > 0n)
      found.unequal(
        line,
        'tolerance',
        `${account} has ${formatDecimal(sum, code)}, within the tolerance of ${number} ${code}`,
      );
    else if (balances.has(account, code, 'posted') || stated !== 0n) {
      const isLeaf = sum === balances.of(account, code, 'posted');
      if (isLeaf) exact.set(`${account}\n${code}`, { account, currency: code, minor: stated });
    }
  }
  for (const movement of movements.slice(next)) book(movement);
  for (const one of exact.values()) found.stated.push({ ...one, kind: 'posted' });
};
