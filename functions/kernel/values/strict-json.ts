import { isUtf8 } from 'node:buffer';
import { common } from '../core/common-problems.ts';
import { Refusal } from '../core/problem.ts';

/** What a strict parse can return. Objects have no prototype, so `__proto__` is an ordinary key. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Nesting that a body may have; the outermost value is level 1. */
export const MAX_DEPTH = 16;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const HEX = /^[0-9a-fA-F]{4}$/;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Keeps a byte order mark, so that the parser sees it and refuses it. */
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

const syntax = (at: number): Refusal =>
  new Refusal(common['json-syntax'], `The body is not valid JSON: unexpected text at character ${at}.`);

/** The body's text; throws `text-encoding` where it is not UTF-8 (UTF-16 is known by its zero bytes). */
export const decodeUtf8 = (bytes: Uint8Array): string => {
  if (bytes[0] === 0 || bytes[1] === 0) {
    throw new Refusal(common['text-encoding'], 'The body is not UTF-8. Send JSON in UTF-8.');
  }
  if (!isUtf8(bytes)) throw new Refusal(common['text-encoding'], 'The body is not valid UTF-8.');
  return utf8.decode(bytes);
};

/**
 * Parses one JSON document as RFC 8259 has it, and refuses what `JSON.parse` lets pass: duplicate keys (also when escaped
 * differently), more than `MAX_DEPTH` levels, lone surrogates. Linear in the length of the text.
 */
export const parseStrictJson = (text: string): Json => {
  const reader = new Reader(text, Number);
  const value = reader.value(1);
  reader.end();
  return value;
};

/**
 * The document that begins at a place of a longer text, and where it ends. Each number is the text that is written, since a float has
 * not the digits of a large amount; else as strictly as `parseStrictJson`.
 */
export const readExactJson = (text: string, at: number): { readonly value: Json; readonly end: number } => {
  const reader = new Reader(text, (digits) => digits, at);
  return { value: reader.value(1), end: reader.at };
};

class Reader {
  readonly #text: string;
  readonly #number: (digits: string) => Json;
  #at: number;

  constructor(text: string, number: (digits: string) => Json, at = 0) {
    this.#text = text;
    this.#number = number;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  value(depth: number): Json {
    if (depth > MAX_DEPTH) throw new Refusal(common['json-depth'], `The body nests more than ${MAX_DEPTH} levels.`);
    this.#space();
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return this.#string();
    if (first === 't') return this.#word('true', true);
    if (first === 'f') return this.#word('false', false);
    if (first === 'n') return this.#word('null', null);
    return this.#digits();
  }

  end(): void {
    this.#space();
    if (this.#at !== this.#text.length) throw syntax(this.#at);
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #take(char: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #expect(char: string): void {
    if (!this.#take(char)) throw syntax(this.#at);
  }

  #object(depth: number): Json {
    const object: Record<string, Json> = Object.create(null);
    this.#at += 1;
    if (this.#take('}')) return object;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') throw syntax(this.#at);
      const key = this.#string();
      if (key in object) {
        throw new Refusal(common['json-duplicate-key'], 'An object in the body names the same key twice.');
      }
      this.#expect(':');
      object[key] = this.value(depth + 1);
    } while (this.#take(','));
    this.#expect('}');
    return object;
  }

  #array(depth: number): Json {
    const items: Json[] = [];
    this.#at += 1;
    if (this.#take(']')) return items;
    do items.push(this.value(depth + 1));
    while (this.#take(','));
    this.#expect(']');
    return items;
  }

  /** Runs of plain characters are taken as slices; only escapes are read one by one. */
  #string(): string {
    const text = this.#text;
    let at = this.#at + 1;
    let from = at;
    let out = '';
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        out += text.slice(from, at);
        const escaped = this.#escape(at + 1);
        out += escaped.char;
        at = escaped.next;
        from = at;
      } else if (code >= 0x20) at += 1;
      else throw syntax(at); // a raw control character, or NaN past the end
    }
    this.#at = at + 1;
    const whole = out === '' ? text.slice(from, at) : out + text.slice(from, at);
    if (!whole.isWellFormed()) throw new Refusal(common['text-encoding'], 'A string in the body has a lone surrogate.');
    return whole;
  }

  #escape(at: number): { readonly char: string; readonly next: number } {
    const letter = this.#text[at] ?? '';
    if (letter === 'u') {
      const hex = this.#text.slice(at + 1, at + 5);
      if (!HEX.test(hex)) throw syntax(at);
      return { char: String.fromCharCode(Number.parseInt(hex, 16)), next: at + 5 };
    }
    const char = ESCAPES[letter];
    if (char === undefined) throw syntax(at);
    return { char, next: at + 1 };
  }

  #word<T extends Json>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw syntax(this.#at);
    this.#at += word.length;
    return value;
  }

  #digits(): Json {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match === null) throw syntax(this.#at);
    this.#at += match[0].length;
    return this.#number(match[0]);
  }
}
