import { type CivilDate, civilDate, daysBetween } from '../../../kernel/values/civil-date.ts';
import { exponentOf } from '../../../kernel/values/currencies.ts';
import { formatMajor } from '../../../kernel/values/money.ts';
import type { AccountStatement, StatementLine } from './account-statement.ts';

/** SWIFT's 15d counts the comma. */
const AMOUNT_CHARS_MAX = 15;
const NARRATIVE_CHARS = 65;
const NARRATIVE_LINES = 6;
/** An entry date has no year: further apart a reader takes another one. */
const YEAR_HALF_DAYS = 180;

/** SWIFT's character set x; accents are taken off, what else is foreign becomes a point. */
const swiftText = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9/?:().,'+ -]/g, (one) => (/\s/.test(one) ? ' ' : one === '_' ? '-' : '.'));

/** A number of at most five digits that no other day of a century has: year and day of the year. */
const numberOf = (date: CivilDate): string =>
  `${date.slice(2, 4)}${String(daysBetween(civilDate(Number(date.slice(0, 4)), 1, 1), date) + 1).padStart(3, '0')}`;

const day = (date: CivilDate): string => date.slice(2).replaceAll('-', '');

/** Text over lines of 65 characters, of which none begins like a field or the end of a message. */
const narrative = (text: string): readonly string[] => {
  const lines: string[] = [];
  for (let at = 0; at < text.length && lines.length < NARRATIVE_LINES; ) {
    const [safe, step] =
      /^[:-]/.test(text.slice(at)) && at > 0
        ? [` ${text.slice(at, at + NARRATIVE_CHARS - 1)}`, NARRATIVE_CHARS - 1]
        : [text.slice(at, at + NARRATIVE_CHARS), NARRATIVE_CHARS];
    lines.push(safe);
    at += step;
  }
  return lines;
};

/** Why a statement does not fit into MT940; undefined where it does. */
export const mt940Fault = (statement: AccountStatement): string | undefined => {
  const exponent = exponentOf(statement.currency) ?? 0;
  const longest = [statement.opening, statement.closing, ...statement.lines.map(({ amount }) => amount)].reduce(
    (max, amount) => Math.max(max, formatMajor(amount < 0n ? -amount : amount, exponent).length),
    0,
  );
  const chars = exponent === 0 ? longest + 1 : longest;
  if (chars > AMOUNT_CHARS_MAX)
    return `MT940 has room for amounts of ${AMOUNT_CHARS_MAX} characters, and one has ${chars}.`;
  return statement.account.length > 35
    ? 'MT940 has room for an account of 35 characters. Say another name with --as.'
    : undefined;
};

/**
 * SWIFT's customer statement message, one for the whole statement. `mt940Fault` has refused amounts and accounts that are too long.
 * Longer descriptions are cut, foreign characters replaced; a value date over 180 days away becomes the entry date.
 */
export function* writeMt940(statement: AccountStatement): Generator<string> {
  const { account, currency, from, to, basis } = statement;
  const exponent = exponentOf(currency) ?? 0;
  const digits = (amount: bigint): string => {
    const text = formatMajor(amount < 0n ? -amount : amount, exponent).replace('.', ',');
    return exponent === 0 ? `${text},` : text;
  };
  const balance = (amount: bigint, on: CivilDate) => `${amount < 0n ? 'D' : 'C'}${day(on)}${currency}${digits(amount)}`;
  const line = ({ transactionId, version, amount, bookedOn, effectiveOn, description }: StatementLine): string => {
    const entryOn = basis === 'booked' ? bookedOn : effectiveOn;
    const valueOn = Math.abs(daysBetween(effectiveOn, entryOn)) > YEAR_HALF_DAYS ? entryOn : effectiveOn;
    const mark = amount < 0n ? 'D' : 'C';
    const id = transactionId.replace('txn_', '');
    const told = narrative(`/EREF/${id}-${version}/REMI/USTD//${swiftText(description ?? '')}/`);
    return `:61:${day(valueOn)}${day(entryOn).slice(2)}${mark}${digits(amount)}NTRFNONREF//${id.slice(-16)}\r\n:86:${told.join('\r\n')}\r\n`;
  };
  yield `:20:${day(from)}${day(to)}\r\n:25:${swiftText(account)}\r\n:28C:${numberOf(to)}/1\r\n:60F:${balance(statement.opening, from)}\r\n`;
  for (const one of statement.lines) yield line(one);
  yield `:62F:${balance(statement.closing, to)}\r\n-\r\n`;
}
