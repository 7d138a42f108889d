import { BadFile, type FileFault } from '../../../../kernel/formats/bad-file.ts';
import { RECORD_CHARS } from './records.ts';

/** One record with its number among the records, from 1, and what stands in its columns, which count from 1 as the rules count them. */
export class NachaRecord {
  readonly text: string;
  readonly line: number;
  constructor(text: string, line: number) {
    this.text = text;
    this.line = line;
  }

  get type(): string {
    return this.text.slice(0, 1);
  }

  columns(from: number, to: number): string {
    return this.text.slice(from - 1, to);
  }

  number(from: number, to: number): bigint {
    const digits = this.columns(from, to);
    return /^\d+$/.test(digits) ? BigInt(digits) : this.refuse('value', from, to, 'Digits alone belong here.');
  }

  refuse(fault: FileFault, from: number, to: number, detail: string): never {
    throw new BadFile(fault, { line: this.line, pointer: `columns ${from}-${to}` }, detail);
  }
}

const [LF, CR, SPACE, TILDE, NINE] = [10, 13, 32, 126, 57];
/** A million entries with an addenda record each, and room. */
const RECORDS_MAX = 5_000_000;

const refuse = (fault: FileFault, line: number, detail: string): never => {
  throw new BadFile(fault, { line, pointer: `columns 1-${RECORD_CHARS}` }, detail);
};

/**
 * The records of a file, whether lines end with LF, CR LF, CR or not at all (one stream of 94 characters each). A shorter line, a longer
 * one and a byte that is no ASCII are refused where they stand: with it the columns no longer mean what they say.
 */
export async function* nachaRecords(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<NachaRecord> {
  const held = new Uint8Array(RECORD_CHARS);
  let [length, line] = [0, 1];
  /** No line has ended since the last whole record. */
  let running = false;
  const text = () => Buffer.from(held.buffer, 0, RECORD_CHARS).toString('latin1');
  for await (const chunk of chunks) {
    for (const byte of chunk) {
      if (byte === LF || byte === CR) {
        // Behind a whole record, or a second one of CR LF, or an empty line: nothing is open.
        if (length > 0 && running)
          refuse('malformed', line - 1, `A record has ${RECORD_CHARS} characters, and this line has more.`);
        if (length > 0)
          refuse('malformed', line, `A record has ${RECORD_CHARS} characters, and this line has ${length}.`);
        running = false;
        continue;
      }
      if (byte < SPACE || byte > TILDE)
        refuse('encoding', line, 'A record holds ASCII alone, from the space to the tilde.');
      held[length] = byte;
      length += 1;
      if (length < RECORD_CHARS) continue;
      if (line > RECORDS_MAX) refuse('bounds', line, 'The file has more records than any of its kind.');
      yield new NachaRecord(text(), line);
      [length, running] = [0, true];
      line += 1;
    }
  }
  if (length > 0) refuse('cut', line, `The file ends within a record: it has ${length} of ${RECORD_CHARS} characters.`);
}

export const isFiller = ({ text }: NachaRecord): boolean => {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) !== NINE) return false;
  return true;
};
