import { exponentOf } from '../../../kernel/values/currencies.ts';
import { formatMajor } from '../../../kernel/values/money.ts';
import { onOneLine } from '../../../kernel/values/one-line.ts';
import type { AccountStatement } from './account-statement.ts';

/** For people: a line for each entry, and the balance behind it. */
export function* writeText(statement: AccountStatement): Generator<string> {
  const { account, currency, from, to, basis, opening, closing } = statement;
  const exponent = exponentOf(currency) ?? 0;
  const money = (minor: bigint): string => formatMajor(minor, exponent).padStart(18);
  yield `${account}, ${currency}, ${from} to ${to} by ${basis} day\n\n`;
  yield `${'opening balance'.padEnd(29)}${money(opening)}\n`;
  for (const { bookedOn, effectiveOn, amount, balance, description } of statement.lines)
    yield `${`${basis === 'booked' ? bookedOn : effectiveOn} ${money(amount)}${money(balance)}  ${onOneLine(description)}`.trimEnd()}\n`;
  yield `${'in'.padEnd(29)}${money(statement.in)}\n${'out'.padEnd(29)}${money(-statement.out)}\n`;
  yield `${'closing balance'.padEnd(29)}${money(closing)}\n`;
  if (!statement.complete) yield '\nNot complete: history is still behind the account. Ask again in a moment.\n';
}
