import { parseCivilDate } from '../../../kernel/values/civil-date.ts';
import { exponentOf } from '../../../kernel/values/currencies.ts';
import { formatDecimal } from '../../../kernel/values/decimal-amount.ts';
import { onOneLine } from '../../../kernel/values/one-line.ts';
import { type Journal, signed } from './journal.ts';
import { type JournalFormat, writeJournal } from './journal-format.ts';

/** hledger has no escape for what begins a comment. */
const oneLine = (text: string): string => onOneLine(text).replaceAll(';', ',');

/** Pieces of a journal that hledger accepts. Names of accounts are their ids. */
export const hledger: JournalFormat = {
  begin: () => 'decimal-mark .\n',
  currencies: (codes) => codes.map((code) => `commodity 1000.${'0'.repeat(exponentOf(code) ?? 0)} ${code}\n`).join(''),
  account: ({ id }) => `account ${id}\n`,
  systemAccount: (id) => `account ${id}\n`,
  transaction: ({ id, at, entries, reference, description }) => {
    const told = reference === undefined ? '' : `    ; folio-reference: ${oneLine(reference)}\n`;
    const lines = entries.map(
      (entry) => `    ${entry.account}  ${formatDecimal(signed(entry), entry.currency)} ${entry.currency}\n`,
    );
    const head = `\n${at.slice(0, 10)} * (${id}) ${oneLine(description ?? '')}`;
    return head.trimEnd().concat(`\n${told}${lines.join('')}`);
  },
  balances: (asserted, day) =>
    asserted.length === 0
      ? ''
      : `\n${day} * balances of the ledger\n${asserted
          .map(
            ({ account, currency, balance }) =>
              `    ${account}  0 ${currency} = ${formatDecimal(balance, currency)} ${currency}\n`,
          )
          .join('')}`,
  note: (text) => `; ${text}\n`,
  needsSide: () => false,
};

/** A journal that hledger accepts, with an assertion of each balance in its last transaction. */
export const writeHledger = (journal: Journal): AsyncGenerator<string> =>
  writeJournal(hledger, journal, parseCivilDate(journal.lastDay));
