import { Decoder, type Encoding } from './encoding.ts';
import type { Refuse } from './refuse.ts';

export interface TextLine {
  readonly text: string;
  /** From 1. */
  readonly at: number;
}

const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';

/** Cuts pieces of a file into lines that end with LF or CR LF. Keeps no more than one line. */
export class Lines {
  readonly #decoder: Decoder;
  readonly #refuse: Refuse;
  readonly #lineBytesMax: number;
  #rest = '';
  #at = 0;

  constructor(encoding: Encoding, refuse: Refuse, lineBytesMax: number) {
    this.#decoder = new Decoder(encoding, refuse);
    this.#refuse = refuse;
    this.#lineBytesMax = lineBytesMax;
  }

  /** The number of the last line that was given out. */
  get at(): number {
    return this.#at;
  }

  *push(bytes: Uint8Array): Generator<TextLine> {
    const text = this.#rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    let from = 0;
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      yield this.#line(text.slice(from, text[to - 1] === '\r' && to > from ? to - 1 : to));
      from = to + 1;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length > this.#lineBytesMax) this.#tooLong(this.#at + 1);
  }

  *end(): Generator<TextLine> {
    const rest = this.#rest;
    this.#rest = '';
    if (rest !== '') yield this.#line(rest.endsWith('\r') ? rest.slice(0, -1) : rest);
  }

  #line(bytes: string): TextLine {
    this.#at += 1;
    if (bytes.length > this.#lineBytesMax) this.#tooLong(this.#at);
    const isMarked = this.#at === 1 && bytes.startsWith(BYTE_ORDER_MARK);
    return { text: this.#decoder.text(isMarked ? bytes.slice(BYTE_ORDER_MARK.length) : bytes, this.#at), at: this.#at };
  }

  #tooLong(at: number): never {
    return this.#refuse(at, 'bounds', `The line has more than ${this.#lineBytesMax} bytes.`);
  }
}
