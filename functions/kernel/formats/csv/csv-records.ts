import type { Encoding } from '../statement/encoding.ts';
import { Lines, type TextLine } from '../statement/lines.ts';
import type { Refuse } from '../statement/refuse.ts';

export interface CsvRecord {
  readonly at: number;
  readonly fields: readonly string[];
}

const LINE_BYTES_MAX = 65_536;
/** A quoted field may go over as many lines. */
const RECORD_LINES_MAX = 100;
const FIELDS_MAX = 500;

/** Records of RFC 4180 with a delimiter of one character. A quote that does not begin a field, or is never closed, is refused. */
export class CsvRecords {
  readonly #lines: Lines;
  readonly #delimiter: string;
  readonly #refuse: Refuse;
  #skip: number;
  /** Of a record whose quoted field goes on. */
  #open: { readonly at: number; readonly fields: string[]; field: string; lines: number } | undefined;

  constructor(delimiter: string, encoding: Encoding, skip: number, refuse: Refuse) {
    this.#lines = new Lines(encoding, refuse, LINE_BYTES_MAX);
    this.#delimiter = delimiter;
    this.#skip = skip;
    this.#refuse = refuse;
  }

  get at(): number {
    return Math.max(this.#lines.at, 1);
  }

  *push(bytes: Uint8Array): Generator<CsvRecord> {
    for (const line of this.#lines.push(bytes)) yield* this.#take(line);
  }

  *end(): Generator<CsvRecord> {
    for (const line of this.#lines.end()) yield* this.#take(line);
    if (this.#open !== undefined) this.#refuse(this.#open.at, 'cut', 'The file ends within a quoted field.');
  }

  *#take({ text, at }: TextLine): Generator<CsvRecord> {
    if (this.#skip > 0) {
      this.#skip -= 1;
      return;
    }
    if (this.#open === undefined && text.trim() === '') return;
    const record = this.#open ?? { at, fields: [], field: '', lines: 0 };
    const isQuoted = this.#open !== undefined;
    record.lines += 1;
    if (record.lines > RECORD_LINES_MAX)
      this.#refuse(at, 'bounds', `A record has more than ${RECORD_LINES_MAX} lines.`);
    this.#open = this.#split(text, record, isQuoted, at) ? record : undefined;
    if (this.#open === undefined) yield { at: record.at, fields: record.fields };
  }

  /** Whether a quoted field goes on behind the line. */
  #split(text: string, record: { readonly fields: string[]; field: string }, isQuoted: boolean, at: number): boolean {
    let from = 0;
    let quoted = isQuoted;
    for (;;) {
      if (quoted) {
        const end = text.indexOf('"', from);
        if (end < 0) {
          record.field += `${text.slice(from)}\n`;
          return true;
        }
        record.field += text.slice(from, end);
        from = end + 1;
        if (text[from] === '"') {
          record.field += '"';
          from += 1;
          continue;
        }
        if (from < text.length && text[from] !== this.#delimiter)
          this.#refuse(at, 'malformed', 'Behind a closing quote stands neither the delimiter nor the end of the line.');
        quoted = false;
        from = this.#give(text, record, from);
      } else if (text[from] === '"') {
        quoted = true;
        from += 1;
        continue;
      } else {
        const next = text.indexOf(this.#delimiter, from);
        record.field = text.slice(from, next < 0 ? text.length : next);
        if (record.field.includes('"'))
          this.#refuse(at, 'malformed', 'A quote stands within a field that is not quoted.');
        from = this.#give(text, record, next < 0 ? text.length : next);
      }
      if (record.fields.length > FIELDS_MAX) this.#refuse(at, 'bounds', `A record has more than ${FIELDS_MAX} fields.`);
      if (from < 0) return false;
    }
  }

  /** Takes the field that ends at a place; gives where the next one begins, below zero where none does. */
  #give(text: string, record: { readonly fields: string[]; field: string }, end: number): number {
    record.fields.push(record.field);
    record.field = '';
    return end < text.length ? end + 1 : -1;
  }
}
