import { xmlText } from '../../../kernel/formats/xml/xml-text.ts';
import { exponentOf } from '../../../kernel/values/currencies.ts';
import { formatMajor } from '../../../kernel/values/money.ts';
import { onOneLine } from '../../../kernel/values/one-line.ts';
import type { AccountStatement } from './account-statement.ts';

const STYLE =
  'body{font:14px sans-serif;margin:2em}table{border-collapse:collapse;width:100%}td,th{padding:.3em .6em;border-bottom:1px solid #ccc;text-align:left}.n{text-align:right;font-variant-numeric:tabular-nums}thead{display:table-header-group}tr{break-inside:avoid}';

/** A page to print: no script, nothing loaded from elsewhere. */
export function* writeHtml(statement: AccountStatement): Generator<string> {
  const { account, currency, from, to, basis, opening, closing, complete } = statement;
  const exponent = exponentOf(currency) ?? 0;
  const money = (minor: bigint): string => `<td class="n">${formatMajor(minor, exponent)}</td>`;
  const total = (name: string, minor: bigint): string => `<tr><td></td><th>${name}</th><td></td>${money(minor)}</tr>\n`;
  const title = `${xmlText(account)}, ${currency}, ${from} to ${to}`;
  yield `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body>\n<h1>${title}</h1>\n`;
  yield `<table><thead><tr><th>Day (${basis})</th><th>Transaction</th><th class="n">Amount</th><th class="n">Balance</th></tr></thead><tbody>\n`;
  yield total('Opening balance', opening);
  for (const { bookedOn, effectiveOn, transactionId, description, amount, balance } of statement.lines) {
    const told = onOneLine(description);
    yield `<tr><td>${basis === 'booked' ? bookedOn : effectiveOn}</td><td>${xmlText(told === '' ? transactionId : told)}</td>${money(amount)}${money(balance)}</tr>\n`;
  }
  yield total('In', statement.in) + total('Out', statement.out) + total('Closing balance', closing);
  yield `</tbody></table>\n${complete ? '' : '<p>Not complete: entries are still on their way.</p>\n'}</body></html>\n`;
}
