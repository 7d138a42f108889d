import { addDays, parseCivilDate } from '../../../kernel/values/civil-date.ts';
import { formatDecimal } from '../../../kernel/values/decimal-amount.ts';
import { type Journal, type JournalAccount, signed } from './journal.ts';
import { plainLine } from './plain-line.ts';

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
  `"${text.split('\n').map(plainLine).join('\n').replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

/** A journal that beancount accepts, with an assertion of each balance behind its last day. */
export async function* writeBeancount({
  accounts,
  systemAccounts,
  transactions,
  asserted,
  lastDay,
}: Journal): AsyncGenerator<string> {
  const sides = new Map(accounts.map(({ id, normalBalance }) => [id, normalBalance]));
  const nameOf = (id: string): string => beancountName(id, sides.get(id));
  const opened = (id: string, currency: string): string => {
    const name = nameOf(id);
    return `1970-01-01 open ${name}${currency === '' ? '' : ` ${currency}`}\n${name === id ? '' : `  folio-account: ${quoted(id)}\n`}`;
  };
  yield 'option "title" "Folio"\n\n';
  for (const { id, currency } of accounts) yield opened(id, currency);
  for (const id of systemAccounts) yield opened(id, '');
  for await (const { id, at, entries, reference, description } of transactions) {
    const told = reference === undefined ? '' : `  folio-reference: ${quoted(reference)}\n`;
    const lines = entries.map(
      (entry) => `  ${nameOf(entry.account)}  ${formatDecimal(signed(entry), entry.currency)} ${entry.currency}\n`,
    );
    yield `\n${at.slice(0, 10)} * ${quoted(description ?? '')}\n  folio-id: ${quoted(id)}\n${told}${lines.join('')}`;
  }
  const last = parseCivilDate(lastDay);
  if (last === undefined) return;
  // An assertion of beancount holds at the beginning of its day.
  const day = addDays(last, 1);
  yield '\n';
  for (const { account, currency, balance } of asserted)
    yield `${day} balance ${nameOf(account)}  ${formatDecimal(balance, currency)} ~ 0 ${currency}\n`;
}
