import { BadFile } from '../bad-file.ts';
import { Document, type Lane, type ReadingOf } from './document.ts';
import { utf8 } from './utf8.ts';
import { SLICE_BYTES, XML_BOUNDS } from './xml-bounds.ts';

/** Reads a document that comes in pieces of any size; memory holds one slice and one record. Both throw BadFile. */
export class XmlPieces<Item> {
  readonly #document: Document<Item>;
  readonly #decoder = utf8(() => this.#document.lastLine);
  #bytes = 0;
  constructor(readingOf: ReadingOf<Item>, lane: Lane = 'plain') {
    this.#document = new Document(readingOf, lane);
  }

  *push(chunk: Uint8Array): Generator<Item> {
    const document = this.#document;
    this.#bytes += chunk.length;
    if (this.#bytes > XML_BOUNDS.fileBytes) {
      throw new BadFile('bounds', { line: document.line, pointer: '' }, 'The file is larger than 2 GB. Send several.');
    }
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      document.write(this.#decoder.push(chunk.subarray(at, at + SLICE_BYTES)));
      yield* document.items.splice(0);
    }
  }

  *end(): Generator<Item> {
    this.#decoder.end();
    this.#document.end();
    yield* this.#document.items.splice(0);
  }
}

/** Gives what the reading makes of a document as soon as it is there. @throws BadFile */
export async function* readXml<Item>(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  readingOf: ReadingOf<Item>,
): AsyncGenerator<Item> {
  const pieces = new XmlPieces(readingOf);
  for await (const chunk of chunks) {
    // One by one: `yield*` of what is there already waits three times for each.
    for (const item of pieces.push(chunk)) yield item;
  }
  for (const item of pieces.end()) yield item;
}
