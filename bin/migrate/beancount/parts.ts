import { refusedExport } from '../refuse.ts';
import type { Below, Directive } from './directives.ts';

const NAME = /^[\p{Lu}\p{Nd}][^\s:;"]*(?::[^\s:;"]+)*$/u;
const NUMBER = /^[-+]?[\d,]+(?:\.\d*)?$/;
const CURRENCY = /^[A-Z/][A-Z0-9'._-]{0,23}$/;
const FLAG = /^[*!&#?%PSTCURM]$/;
const META = /^([a-z][A-Za-z0-9_-]*):(?:\s+([\s\S]*))?$/;
const BOOKING = /^"[A-Z_]+"$/;
const QUOTED = /"((?:\\[\s\S]|[^"\\])*)"/y;

export interface Posting {
  readonly line: number;
  readonly flag: string | undefined;
  readonly account: string;
  readonly number: string;
  readonly currency: string;
  /** As it is written, braces and sign included. */
  readonly cost: string | undefined;
  readonly price: string | undefined;
}

const unescaped = (text: string): string =>
  text.replaceAll(/\\([\s\S])/g, (_, one: string) => ({ n: '\n', t: '\t', r: '\r' })[one] ?? one);

/** Digits without groups or a plus. */
const plainNumber = (text: string): string => text.replaceAll(',', '').replace('+', '');

/** What stands before a comment. A semicolon within quotes begins none. */
const beforeComment = (text: string): string => {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === ';' && !isQuoted) return text.slice(0, at).trimEnd();
  }
  return text.trimEnd();
};

const wordsOf = (text: string): string[] => beforeComment(text).split(/\s+/).filter(Boolean);
const fits = (form: RegExp, word: string | undefined): word is string => word !== undefined && form.test(word);

/** `{...}` and `@ ...` behind an amount; undefined where it is anything else. */
const costAndPrice = (rest: string): Pick<Posting, 'cost' | 'price'> | undefined => {
  const end = rest.startsWith('{') ? rest.lastIndexOf('}') + 1 : 0;
  if (rest.startsWith('{') && end === 0) return undefined;
  const price = rest.slice(end).trim();
  if (price !== '' && !price.startsWith('@')) return undefined;
  return { cost: end === 0 ? undefined : rest.slice(0, end), price: price === '' ? undefined : price };
};

export const postingOf = ({ line, text }: Below): Posting => {
  const words = wordsOf(text);
  const flag = fits(FLAG, words[0]) ? words.shift() : undefined;
  const [account, number, currency, ...rest] = words;
  const more = costAndPrice(rest.join(' '));
  if (fits(NAME, account) && fits(NUMBER, number) && fits(CURRENCY, currency) && more !== undefined)
    return { line, flag, account, number: plainNumber(number), currency, ...more };
  throw refusedExport(
    'line',
    line,
    fits(NAME, account) && number === undefined
      ? `${JSON.stringify(text)} has no amount, which beancount fills in: give what "bean-query FILE print" writes.`
      : `${JSON.stringify(text.slice(0, 80))} is no posting: the file is cut, or not as "bean-query FILE print" writes it.`,
  );
};

/** A metadata line, by its key and value; undefined for a posting. */
export const metaOf = ({ text }: Below): readonly [string, string] | undefined => {
  const [, key, value = ''] = META.exec(text) ?? [];
  if (key === undefined) return undefined;
  const [whole, quoted] = /^"((?:\\[\s\S]|[^"\\])*)"/.exec(value) ?? [];
  return [key, whole === undefined ? beforeComment(value) : unescaped(quoted ?? '')];
};

export interface Head {
  readonly payee: string | undefined;
  readonly narration: string;
  readonly tags: readonly string[];
  readonly links: readonly string[];
}

/** What stands behind the flag of a transaction: payee, narration, `#tags` and `^links`. */
export const headOf = ({ line, rest }: Directive): Head => {
  const texts: string[] = [];
  let at = 0;
  for (;;) {
    QUOTED.lastIndex = at;
    const match = QUOTED.exec(rest);
    if (match === null) break;
    texts.push(unescaped(match[1] ?? ''));
    at = QUOTED.lastIndex;
    while (rest[at] === ' ' || rest[at] === '\t') at += 1;
  }
  const words = wordsOf(rest.slice(at));
  const odd = words.find((word) => !/^[#^][\w./-]+$/.test(word));
  if (odd !== undefined || texts.length > 2)
    throw refusedExport('line', line, `${JSON.stringify(odd ?? rest)} is no part of a transaction's first line.`);
  const [first, second] = texts;
  return {
    payee: second === undefined ? undefined : first,
    narration: second ?? first ?? '',
    tags: words.filter((word) => word.startsWith('#')).map((word) => word.slice(1)),
    links: words.filter((word) => word.startsWith('^')).map((word) => word.slice(1)),
  };
};

export interface Assertion {
  readonly line: number;
  readonly date: string;
  readonly account: string;
  readonly number: string;
  readonly tolerance: string | undefined;
  readonly currency: string;
}

/** `Assets:Bank 100.00 USD`, or with a tolerance: `Assets:Bank 100.00 ~ 0.01 USD`. */
export const assertionOf = ({ line, date, rest }: Directive): Assertion => {
  const words = wordsOf(rest.replace('~', ' ~ '));
  const [account, number] = words;
  const isLoose = words[2] === '~';
  const [tolerance, currency] = isLoose ? [words[3], words[4]] : [undefined, words[2]];
  const isWhole = words.length === (isLoose ? 5 : 3) && (!isLoose || fits(NUMBER, tolerance));
  if (!isWhole || !fits(NAME, account) || !fits(NUMBER, number) || !fits(CURRENCY, currency))
    throw refusedExport('line', line, `${JSON.stringify(rest)} is no balance assertion.`);
  const told = tolerance === undefined ? undefined : plainNumber(tolerance);
  return { line, date, account, number: plainNumber(number), tolerance: told, currency };
};

/** `Assets:Bank USD,EUR "FIFO"`: the currencies and the booking method may be missing. */
export const openOf = ({ line, rest }: Directive) => {
  const [account, ...words] = wordsOf(rest);
  const booking = fits(BOOKING, words.at(-1)) ? words.pop() : undefined;
  const currencies = words.join('').split(',').filter(Boolean);
  if (!fits(NAME, account) || !currencies.every((one) => CURRENCY.test(one)))
    throw refusedExport('line', line, `${JSON.stringify(rest)} opens no account.`);
  return { account, currencies, booking };
};
