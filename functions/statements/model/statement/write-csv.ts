import { exponentOf } from '../../../kernel/values/currencies.ts';
import { formatMajor } from '../../../kernel/values/money.ts';
import type { AccountStatement } from './account-statement.ts';

/** A text that a spreadsheet would run as a formula gets an apostrophe before it. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** RFC 4180, in major units with a point; the rows between opening and closing add up to the difference of both. */
export function* writeCsv(statement: AccountStatement): Generator<string> {
  const { currency, from, to, opening, closing } = statement;
  const exponent = exponentOf(currency) ?? 0;
  const row = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;
  const money = (minor: bigint): string => formatMajor(minor, exponent);
  yield row(['record', 'booked', 'effective', 'amount', 'balance', 'currency', 'transaction', 'description']);
  yield row(['opening', from, from, '', money(opening), currency, '', '']);
  for (const { bookedOn, effectiveOn, amount, balance, transactionId, description } of statement.lines)
    yield row([
      'line',
      bookedOn,
      effectiveOn,
      money(amount),
      money(balance),
      currency,
      transactionId,
      harmless(description ?? ''),
    ]);
  yield row(['closing', to, to, '', money(closing), currency, '', '']);
}
