import { Lines, type TextLine } from '../statement/lines.ts';
import type { Refuse } from '../statement/refuse.ts';

/** A record with all of its continuations (88), each of which counts as a record of its own. */
export interface Bai2Record {
  readonly code: string;
  readonly at: number;
  /** The record and each of its continuations, without their codes. No field goes from one to the next; free text does. */
  readonly segments: readonly string[];
}

const LINE_BYTES_MAX = 65_536;
const CONTINUATIONS_MAX = 1_000;

/** A slash ends a record; free text goes on to the end of its line, and may have none. */
const ended = (text: string): string => {
  const trimmed = text.trimEnd();
  return trimmed.endsWith('/') ? trimmed.slice(0, -1) : trimmed;
};

/** Brings each record together with what continues it. */
export class Bai2Records {
  readonly #lines: Lines;
  readonly #refuse: Refuse;
  #open: { readonly code: string; readonly at: number; readonly segments: string[] } | undefined;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
    this.#lines = new Lines('detected', refuse, LINE_BYTES_MAX);
  }

  get at(): number {
    return Math.max(this.#lines.at, 1);
  }

  *push(bytes: Uint8Array): Generator<Bai2Record> {
    for (const line of this.#lines.push(bytes)) yield* this.#take(line);
  }

  *end(): Generator<Bai2Record> {
    for (const line of this.#lines.end()) yield* this.#take(line);
    yield* this.#give();
  }

  *#take({ text, at }: TextLine): Generator<Bai2Record> {
    if (text.trim() === '') return;
    const code = text.slice(0, 2);
    if (!/^(?:01|02|03|16|49|88|98|99)$/.test(code) || (text[2] !== ',' && text.trimEnd() !== code))
      this.#refuse(at, 'malformed', 'A record begins with 01, 02, 03, 16, 49, 88, 98 or 99 and a comma.');
    if (code !== '88') {
      yield* this.#give();
      this.#open = { code, at, segments: [ended(text.slice(3))] };
      return;
    }
    if (this.#open === undefined) return this.#refuse(at, 'structure', 'An 88 continues no record.');
    if (this.#open.segments.length > CONTINUATIONS_MAX)
      this.#refuse(at, 'bounds', `A record has more than ${CONTINUATIONS_MAX} continuations.`);
    this.#open.segments.push(ended(text.slice(3)));
  }

  *#give(): Generator<Bai2Record> {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) yield open;
  }
}
