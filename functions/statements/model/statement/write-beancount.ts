import { addDays, parseCivilDate } from '../../../kernel/values/civil-date.ts';
import { formatDecimal } from '../../../kernel/values/decimal-amount.ts';
import { onOneLine } from '../../../kernel/values/one-line.ts';
import { type Journal, type JournalAccount, signed } from './journal.ts';
import { type JournalFormat, writeJournal } from './journal-format.ts';

const ROOTED = /^(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]{0,63}){1,30}$/;
/** Under these stand ids that beancount would not take as names: none of them may come of an id itself. */
const OURS = /^(?:Assets|Liabilities|Equity):Folio:/;

/** Each sign beyond letters and digits as its hexadecimal number, so that no two ids get one name. */
const escaped = (id: string): string =>
  id.replace(/[^A-Za-z0-9]/g, (one) => `-${one.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** An id that beancount takes is its own name: `Assets:Bank`. Any other one stands under a root by its normal side. */
export const beancountName = (id: string, normalBalance: JournalAccount['normalBalance'] | undefined): string => {
  if (ROOTED.test(id) && !OURS.test(id)) return id;
  const root = id.startsWith('@') ? 'Equity' : normalBalance === 'debit' ? 'Assets' : 'Liabilities';
  return `${root}:Folio:A-${escaped(id)}`;
};

/** Lines of a text are kept; what else is no text is not. */
const quoted = (text: string): string =>
  `"${text.split('\n').map(onOneLine).join('\n').replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

const opened = (id: string, name: string, currency: string): string =>
  `1970-01-01 open ${name}${currency === '' ? '' : ` ${currency}`}\n${name === id ? '' : `  folio-account: ${quoted(id)}\n`}`;

const nothing = (): string => '';

/** Pieces of a journal that beancount accepts, in any order: it sorts them by their days. */
export const beancount: JournalFormat = {
  // A system account that is not known yet, where accounts are told of before transactions, is opened by its first use.
  begin: (isOpened) => `option "title" "Folio"\n${isOpened ? '' : 'plugin "beancount.plugins.auto_accounts"\n'}\n`,
  currencies: nothing,
  account: ({ id, currency, normalBalance }) => opened(id, beancountName(id, normalBalance), currency),
  systemAccount: (id) => opened(id, beancountName(id, undefined), ''),
  transaction: ({ id, at, entries, reference, description }, sideOf) => {
    const told = reference === undefined ? '' : `  folio-reference: ${quoted(reference)}\n`;
    const lines = entries.map(
      (entry) =>
        `  ${beancountName(entry.account, sideOf(entry.account))}  ${formatDecimal(signed(entry), entry.currency)} ${entry.currency}\n`,
    );
    return `\n${at.slice(0, 10)} * ${quoted(description ?? '')}\n  folio-id: ${quoted(id)}\n${told}${lines.join('')}`;
  },
  // An assertion of beancount holds at the beginning of its day.
  balances: (asserted, day, sideOf) =>
    `\n${asserted
      .map(
        ({ account, currency, balance }) =>
          `${addDays(day, 1)} balance ${beancountName(account, sideOf(account))}  ${formatDecimal(balance, currency)} ~ 0 ${currency}\n`,
      )
      .join('')}`,
  note: (text) => `; ${text}\n`,
  needsSide: (id) => !id.startsWith('@') && (!ROOTED.test(id) || OURS.test(id)),
};

/** A journal that beancount accepts, with an assertion of each balance behind its last day. */
export const writeBeancount = (journal: Journal): AsyncGenerator<string> =>
  writeJournal(beancount, journal, parseCivilDate(journal.lastDay));
