import { type Carried, notCarried } from '../../../../kernel/formats/carried.ts';
import { plainOf } from '../../../../kernel/formats/plain-latin.ts';

/**
 * The characters that every bank of the SEPA schemes takes (EPC Customer-to-Bank Implementation Guidelines, section 1.4):
 * a-z A-Z 0-9 / - ? : ( ) . , ' + and the space.
 */
const ALLOWED = /^[A-Za-z0-9/\-?:().,'+ ]$/;

/** Characters of ASCII that SEPA has not, and what is written for them. */
const FOR_ASCII: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ '&': '+', '"': "'", '`': "'", '!': '.', ';': ',', '=': '-', _: '-', '*': '.', '%': '.', '#': '.', '|': '/' },
    ...{
      '\\': '/',
      '[': '(',
      ']': ')',
      '{': '(',
      '}': ')',
      '<': '(',
      '>': ')',
      '@': '(at)',
      $: 'USD',
      '~': '-',
      '^': '.',
    },
  }),
);

/** Text longer than this many times its field is not looked at: transliteration makes text longer, hardly ever shorter. */
const LOOK_AT_TIMES = 2;

const written = (char: string): string | undefined => {
  if (ALLOWED.test(char)) return char;
  const plain = plainOf(char);
  if (plain === undefined) return undefined;
  let text = '';
  for (const each of plain) {
    const allowed = ALLOWED.test(each) ? each : FOR_ASCII.get(each);
    if (allowed === undefined) return undefined;
    text += allowed;
  }
  return text;
};

/**
 * A name or text for the creditor as SEPA can carry it, at most `max` characters: transliterated by the tables here and in `plain-latin`,
 * runs of spaces as one. Nothing is cut off: what is too long is refused, and so is a character that neither table has.
 */
export const sepaText = (text: string, max: number): Carried => {
  if (text.length > LOOK_AT_TIMES * max) return notCarried('too-long');
  let carried = '';
  for (const char of text) {
    const one = written(char);
    if (one === undefined) return notCarried('character');
    carried += one;
  }
  const trimmed = carried.replaceAll(/ {2,}/g, ' ').trim();
  if (trimmed === '') return notCarried('empty');
  if (trimmed.length > max) return notCarried('too-long');
  return { kind: 'carried', text: trimmed, changed: trimmed !== text };
};

const REFERENCE = /^[A-Za-z0-9/\-?:().,'+ ]{1,35}$/;

/**
 * Whether a text can be an identifier in a file (message, payment information, instruction, end to end): 1 to 35 of SEPA's characters, no
 * slash at either end and no two in a row (EPC guidelines, section 1.4), no space at either end. Identifiers are never transliterated: what
 * comes back has to be what went out.
 */
export const isSepaReference = (text: string): boolean =>
  REFERENCE.test(text) && !text.startsWith('/') && !text.endsWith('/') && !text.includes('//') && text.trim() === text;
