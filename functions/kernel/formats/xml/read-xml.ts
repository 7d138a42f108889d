import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { BadFile, type FileFault } from '../bad-file.ts';
import { Namespaces } from './namespaces.ts';
import { type RecordListener, type RecordPlan, RecordTree } from './record-tree.ts';
import { utf8 } from './utf8.ts';
import { SLICE_BYTES, XML_BOUNDS } from './xml-bounds.ts';

/** What to read in a document of a namespace, giving items to `give`. */
export interface Reading {
  readonly plan: RecordPlan;
  readonly listener: RecordListener;
  /** The document is complete. */
  readonly end: () => void;
}

/** Undefined for a namespace that is not read. */
export type ReadingOf<Item> = (namespace: string, give: (item: Item) => void) => Reading | undefined;

const UTF8_NAMES: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

/** A document on its way through the parser: saxes resolves the five entities of XML itself and no other, and loads nothing. */
class Document<Item> {
  readonly items: Item[] = [];
  readonly #parser = new SaxesParser({ xmlns: false });
  readonly #namespaces = new Namespaces();
  readonly #readingOf: ReadingOf<Item>;
  #namespace = '';
  #reading: Reading | undefined;
  #tree: RecordTree | undefined;
  #pending = 0;
  #ending = false;
  constructor(readingOf: ReadingOf<Item>) {
    this.#readingOf = readingOf;
    const parser = this.#parser;
    parser.on('error', () => {
      if (this.#ending) this.#refuse('cut', 'The file ends before its last element is closed. Send all of it.');
      this.#refuse('malformed', 'The XML is not well-formed here.');
    });
    parser.on('doctype', () =>
      this.#refuse('dtd', 'A document type is not taken, nor entities of its own. Leave it out.'),
    );
    parser.on('xmldecl', ({ version, encoding }) => {
      if (version !== undefined && version !== '1.0') this.#refuse('malformed', 'Only XML 1.0 is read.');
      if (encoding !== undefined && !UTF8_NAMES.has(encoding.toLowerCase())) {
        this.#refuse('encoding', 'The file declares another encoding than UTF-8. Send it in UTF-8.');
      }
    });
    parser.on('opentag', (tag) => this.#openTag(tag));
    parser.on('closetag', () => {
      this.#pending = 0;
      this.#namespaces.close();
      this.#tree?.closeTag(parser.line);
    });
    const onText = (text: string) => {
      this.#pending = 0;
      this.#tree?.text(text, parser.line);
    };
    parser.on('text', onText);
    parser.on('cdata', onText);
    // No handler for comments: with an eighth one V8 keeps the parser as a dictionary, and all of it takes four times as long.
  }

  get line(): number {
    return this.#parser.line;
  }

  write(text: string): void {
    this.#pending += text.length;
    this.#parser.write(text);
    if (this.#pending > XML_BOUNDS.tokenChars) this.#refuse('bounds', 'A tag, text or comment does not end.');
  }

  end(): void {
    this.#ending = true;
    this.#parser.close();
    this.#reading?.end();
  }

  #openTag({ name, attributes }: SaxesTagPlain): void {
    this.#pending = 0;
    if (name.length > XML_BOUNDS.nameChars)
      this.#refuse('bounds', 'An element has a longer name than any of its kind.');
    let count = 0;
    for (const attribute in attributes) {
      count += 1;
      if (count > XML_BOUNDS.attributes || (attributes[attribute] ?? '').length > XML_BOUNDS.attributeChars) {
        this.#refuse('bounds', 'An element has more or longer attributes than any of its kind.');
      }
    }
    const depth = this.#tree?.depth ?? 0;
    if (depth >= XML_BOUNDS.depth) this.#refuse('bounds', `Elements are nested deeper than ${XML_BOUNDS.depth}.`);
    const { uri, local } =
      this.#namespaces.open(name, attributes) ??
      this.#refuse('malformed', 'A prefix was never declared, or more than any message has.');
    const tree = this.#tree ?? this.#begin(local, uri);
    tree.openTag(uri === this.#namespace ? local : '*', this.#parser.line, attributes);
  }

  #begin(local: string, uri: string): RecordTree {
    this.#namespace = uri;
    const reading = local === 'Document' ? this.#readingOf(uri, (item) => this.items.push(item)) : undefined;
    if (reading === undefined) {
      this.#refuse('version', 'The root element and its namespace are not those of a message that is read here.');
    }
    this.#reading = reading;
    this.#tree = new RecordTree(reading.plan, reading.listener);
    return this.#tree;
  }

  #refuse(fault: FileFault, detail: string): never {
    throw new BadFile(fault, { line: this.#parser.line, pointer: this.#tree?.pointer ?? '' }, detail);
  }
}

/** Reads a document that comes in pieces of any size; memory holds one slice and one record. Both throw BadFile. */
export class XmlPieces<Item> {
  readonly #document: Document<Item>;
  readonly #decoder = utf8(() => this.#document.line);
  #bytes = 0;
  constructor(readingOf: ReadingOf<Item>) {
    this.#document = new Document(readingOf);
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
  for await (const chunk of chunks) yield* pieces.push(chunk);
  yield* pieces.end();
}
