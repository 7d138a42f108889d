import { exponentOf } from '../../../kernel/values/currencies.ts';
import { formatDecimal } from '../../../kernel/values/decimal-amount.ts';
import { type Journal, signed } from './journal.ts';
import { plainLine } from './plain-line.ts';

/** hledger has no escape for what begins a comment. */
const oneLine = (text: string): string => plainLine(text).replaceAll(';', ',');

/** A journal that hledger accepts, with an assertion of each balance in its last transaction. Names of accounts are their ids. */
export async function* writeHledger({
  accounts,
  systemAccounts,
  currencies,
  transactions,
  asserted,
  lastDay,
}: Journal): AsyncGenerator<string> {
  yield 'decimal-mark .\n';
  for (const currency of currencies) {
    const decimals = exponentOf(currency) ?? 0;
    yield `commodity 1000.${'0'.repeat(decimals)} ${currency}\n`;
  }
  for (const id of [...accounts.map((one) => one.id), ...systemAccounts]) yield `account ${id}\n`;
  for await (const { id, at, entries, reference, description } of transactions) {
    const told = reference === undefined ? '' : `    ; folio-reference: ${oneLine(reference)}\n`;
    const lines = entries.map(
      (entry) => `    ${entry.account}  ${formatDecimal(signed(entry), entry.currency)} ${entry.currency}\n`,
    );
    yield `\n${at.slice(0, 10)} * (${id}) ${oneLine(description ?? '')}`.trimEnd().concat(`\n${told}${lines.join('')}`);
  }
  if (asserted.length === 0) return;
  yield `\n${lastDay} * balances of the ledger\n`;
  for (const { account, currency, balance } of asserted)
    yield `    ${account}  0 ${currency} = ${formatDecimal(balance, currency)} ${currency}\n`;
}
