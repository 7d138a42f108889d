import { isUtf8 } from 'node:buffer';
import type { Refuse } from './refuse.ts';

/** `detected` is for formats that only allow ASCII: the first line beyond it decides for the whole file. */
export const ENCODINGS = ['detected', 'utf-8', 'windows-1252', 'iso-8859-1'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What windows-1252 has in the place of the control characters 0x80 to 0x9f; five of them are nothing. */
const WINDOWS =
  '\u20ac\u0000\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u0000\u017d\u0000\u0000\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u0000\u017e\u0178';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const BINARY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them.
const BEYOND_ASCII = /[^\u0000-\u007f]/;

/** Turns bytes, one character each as `latin1` has them, into text. What is ASCII costs nothing. */
export class Decoder {
  #encoding: Encoding;
  readonly #refuse: Refuse;

  constructor(encoding: Encoding, refuse: Refuse) {
    this.#encoding = encoding;
    this.#refuse = refuse;
  }

  text(bytes: string, line: number): string {
    if (BINARY.test(bytes)) this.#refuse(line, 'encoding', 'A control character stands in the text.');
    if (!BEYOND_ASCII.test(bytes)) return bytes;
    const raw = Buffer.from(bytes, 'latin1');
    if (this.#encoding === 'detected') this.#encoding = isUtf8(raw) ? 'utf-8' : 'windows-1252';
    if (this.#encoding === 'utf-8') {
      if (!isUtf8(raw)) this.#refuse(line, 'encoding', 'The bytes are not UTF-8, as the file is said or begins to be.');
      return raw.toString('utf8');
    }
    if (this.#encoding === 'iso-8859-1') {
      if (/[\u0080-\u009f]/.test(bytes)) this.#refuse(line, 'encoding', 'A control character stands in the text.');
      return bytes;
    }
    const text = bytes.replace(/[\u0080-\u009f]/g, (one) => WINDOWS[one.charCodeAt(0) - 0x80] ?? '\u0000');
    if (text.includes('\u0000')) this.#refuse(line, 'encoding', 'A byte is no character of windows-1252.');
    return text;
  }
}
