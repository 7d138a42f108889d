import { type Carried, notCarried } from '../../../../kernel/formats/carried.ts';
import { plainOf } from '../../../../kernel/formats/plain-latin.ts';

const LOOK_AT_TIMES = 4;

/**
 * A text as a NACHA file can carry it: ASCII from the space to the tilde, transliterated by the table of `plain-latin`, runs of spaces as one.
 * One character that took two bytes would move every later column of its record.
 */
export const achText = (text: string, max: number): Carried => {
  if (text.length > LOOK_AT_TIMES * max) return notCarried('too-long');
  let carried = '';
  for (const char of text) {
    const plain = plainOf(char);
    if (plain === undefined) return notCarried('character');
    carried += plain;
  }
  const trimmed = carried.replaceAll(/ {2,}/g, ' ').trim();
  if (trimmed === '') return notCarried('empty');
  if (trimmed.length > max) return notCarried('too-long');
  return { kind: 'carried', text: trimmed, changed: trimmed !== text };
};

/** The receiver's name has 22 places and moves no money (the account number does): a longer one is cut, as every originator cuts it. */
export const RECEIVER_NAME_CHARS = 22;
const NAME_MAX = 140;

export const achName = (name: string): Carried => {
  const carried = achText(name, NAME_MAX);
  if (carried.kind === 'refused') return carried;
  const text = carried.text.slice(0, RECEIVER_NAME_CHARS).trimEnd();
  return { kind: 'carried', text, changed: text !== name };
};
