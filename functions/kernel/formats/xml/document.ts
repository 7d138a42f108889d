import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { BadFile, type FileFault } from '../bad-file.ts';
import { Namespaces } from './namespaces.ts';
import { type Attributes, NO_ATTRIBUTES, type PlainTag, PlainTags, TAG_CHARS_MAX } from './plain-tags.ts';
import { type RecordListener, type RecordPlan, RecordTree } from './record-tree.ts';
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

/** Who reads the plain tags: a document, or the parser alone, against which the tests hold it. */
export type Lane = 'plain' | 'parser';

const UTF8_NAMES: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);

/** What a text has where only the parser can say what it means, or that it may not stand there. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is those that are looked for
const NOT_PLAIN = /[&\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|]]>/;
const NEW_LINE = /\r\n?/g;
const SLASH = '/'.charCodeAt(0);

const linesIn = (text: string): number => {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
};

/**
 * A document on its way through the parser: saxes resolves the five entities of XML itself and no other, and loads nothing.
 *
 * Nearly all of a bank's file is tags without attributes and text without references. Those are read here; whatever is not as plain goes to
 * the parser, with the elements that are open, until its next tag is complete. So everything that can be wrong is still the parser's to say.
 */
export class Document<Item> {
  readonly items: Item[] = [];
  readonly #parser = new SaxesParser({ xmlns: false });
  readonly #namespaces = new Namespaces();
  readonly #tags = new PlainTags();
  readonly #readingOf: ReadingOf<Item>;
  readonly #lane: Lane;
  /** Elements that are open, and those that the parser has open: the first `#shared` of both are the same ones. */
  readonly #open: string[] = [];
  readonly #parsers: string[] = [];
  #shared = 0;
  /** What comes next is read here. */
  #isPlain = false;
  /** The parser hears of elements that have been read already. */
  #isMuted = false;
  /** A text or tag that has not ended yet. */
  #rest = '';
  /** Lines that the parser has not seen. */
  #lines = 0;
  #namespace = '';
  #reading: Reading | undefined;
  #tree: RecordTree | undefined;
  #pending = 0;
  #ending = false;
  constructor(readingOf: ReadingOf<Item>, lane: Lane) {
    this.#readingOf = readingOf;
    this.#lane = lane;
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
    parser.on('opentag', (tag) => this.#parsedOpening(tag));
    parser.on('closetag', () => this.#parsedClosing());
    const onText = (text: string) => {
      this.#pending = 0;
      this.#tree?.text(text, this.line);
    };
    parser.on('text', onText);
    parser.on('cdata', onText);
    // No handler for comments: with an eighth one V8 keeps the parser as a dictionary, and all of it takes four times as long.
  }

  get line(): number {
    return this.#parser.line + this.#lines;
  }

  /** That of the last character, also of what has not ended yet. */
  get lastLine(): number {
    return this.line + linesIn(this.#rest.replace(/\r$/, '').replaceAll(NEW_LINE, '\n'));
  }

  write(text: string): void {
    const all = this.#rest === '' ? text : this.#rest + text;
    this.#rest = '';
    let at = 0;
    while (at < all.length) at = this.#isPlain ? this.#plain(all, at) : this.#parsed(all, at);
  }

  end(): void {
    this.#parse(this.#rest);
    this.#rest = '';
    this.#ending = true;
    this.#parser.close();
    this.#reading?.end();
  }

  /** Reads texts and tags from here on. Where it ended: at what it left to the parser, or at the end with the rest kept. */
  #plain(all: string, from: number): number {
    let at = from;
    for (;;) {
      const begins = all.indexOf('<', at);
      const ends = begins < 0 ? -1 : all.indexOf('>', begins);
      if (ends < 0) {
        if (all.length - at > SLICE_BYTES) return this.#leave(at);
        this.#rest = all.slice(at);
        return all.length;
      }
      const closes = this.#closesOpen(all, begins, ends);
      const tag = closes ? undefined : this.#tagAt(all, begins, ends);
      if (!closes && tag === undefined) return this.#leave(at);
      if (begins > at && !this.#text(all.slice(at, begins))) return this.#leave(at);
      if (tag !== undefined) this.#opens(tag);
      if (tag === undefined || tag.isEmpty) this.#closes();
      at = ends + 1;
    }
  }

  #leave(at: number): number {
    this.#isPlain = false;
    return at;
  }

  /** Whether a tag closes the open element. What closes another one is an error, and what closes the root is followed by no element. */
  #closesOpen(all: string, begins: number, ends: number): boolean {
    const name = this.#open.at(-1);
    return (
      name !== undefined &&
      this.#open.length > 1 &&
      ends - begins === name.length + 2 &&
      all.charCodeAt(begins + 1) === SLASH &&
      all.startsWith(name, begins + 2)
    );
  }

  #tagAt(all: string, begins: number, ends: number): PlainTag | undefined {
    return ends - begins > TAG_CHARS_MAX ? undefined : this.#tags.of(all.slice(begins + 1, ends));
  }

  #text(text: string): boolean {
    if (NOT_PLAIN.test(text)) return false;
    const read = text.includes('\r') ? text.replaceAll(NEW_LINE, '\n') : text;
    this.#lines += linesIn(read);
    this.#tree?.text(read, this.line);
    return true;
  }

  #opens({ name, attributes }: PlainTag): void {
    this.#openTag(name, attributes);
    this.#open.push(name);
  }

  #closes(): void {
    this.#open.pop();
    if (this.#open.length < this.#shared) this.#shared = this.#open.length;
    this.#closeTag();
  }

  /** Gives the parser what comes next, to the end of a tag if there is one. */
  #parsed(all: string, from: number): number {
    if (this.#lane === 'parser') {
      this.#parse(all.slice(from));
      return all.length;
    }
    const ends = all.indexOf('>', from);
    const to = ends < 0 ? all.length : ends + 1;
    this.#parse(all.slice(from, to));
    return to;
  }

  #parse(text: string): void {
    if (text === '') return;
    this.#catchUp();
    this.#pending += text.length;
    this.#parser.write(text);
    if (this.#pending > XML_BOUNDS.tokenChars) this.#refuse('bounds', 'A tag, text or comment does not end.');
  }

  /** Has the parser close and open what has been closed and opened without it. */
  #catchUp(): void {
    if (this.#shared === this.#open.length && this.#shared === this.#parsers.length) return;
    const closed = this.#parsers.splice(this.#shared).reverse();
    const opened = this.#open.slice(this.#shared);
    this.#isMuted = true;
    this.#parser.write([...closed.map((name) => `</${name}>`), ...opened.map((name) => `<${name}>`)].join(''));
    this.#isMuted = false;
    this.#parsers.push(...opened);
    this.#shared = this.#open.length;
  }

  /** A tag ends with the text that the parser was given: what follows it may be plain. */
  #parsedOpening({ name, attributes }: SaxesTagPlain): void {
    if (this.#isMuted) return;
    this.#pending = 0;
    this.#openTag(name, attributes);
    this.#open.push(name);
    this.#parsers.push(name);
    this.#shared = this.#open.length;
    this.#isPlain = this.#lane === 'plain';
  }

  #parsedClosing(): void {
    if (this.#isMuted) return;
    this.#pending = 0;
    this.#open.pop();
    this.#parsers.pop();
    this.#shared = this.#open.length;
    this.#isPlain = this.#lane === 'plain' && this.#shared > 0;
    this.#closeTag();
  }

  #openTag(name: string, attributes: Attributes): void {
    if (name.length > XML_BOUNDS.nameChars)
      this.#refuse('bounds', 'An element has a longer name than any of its kind.');
    if (attributes !== NO_ATTRIBUTES) this.#bound(attributes);
    const depth = this.#tree?.depth ?? 0;
    if (depth >= XML_BOUNDS.depth) this.#refuse('bounds', `Elements are nested deeper than ${XML_BOUNDS.depth}.`);
    const { uri, local } =
      this.#namespaces.open(name, attributes) ??
      this.#refuse('malformed', 'A prefix was never declared, or more than any message has.');
    const tree = this.#tree ?? this.#begin(local, uri);
    tree.openTag(uri === this.#namespace ? local : '*', this.line, attributes);
  }

  #closeTag(): void {
    this.#namespaces.close();
    this.#tree?.closeTag(this.line);
  }

  #bound(attributes: Attributes): void {
    let count = 0;
    for (const attribute in attributes) {
      count += 1;
      if (count > XML_BOUNDS.attributes || (attributes[attribute] ?? '').length > XML_BOUNDS.attributeChars) {
        this.#refuse('bounds', 'An element has more or longer attributes than any of its kind.');
      }
    }
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
    throw new BadFile(fault, { line: this.line, pointer: this.#tree?.pointer ?? '' }, detail);
  }
}
