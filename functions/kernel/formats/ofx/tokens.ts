import type { Decoder } from '../statement/encoding.ts';
import type { Refuse } from '../statement/refuse.ts';

export type OfxToken =
  | { readonly kind: 'open' | 'close' | 'text'; readonly text: string; readonly at: number }
  /** A processing instruction of XML. */
  | { readonly kind: 'instruction'; readonly text: string; readonly at: number };

const TOKEN_CHARS_MAX = 65_536;
const NAME = /^[A-Z][A-Z0-9._]{0,63}$/;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const OPENING = { comment: '<!--', data: '<![CDATA[' } as const;

/** Tags and texts of OFX, of its SGML (1.x) and of its XML (2.x). Keeps no more than one of them. */
export class OfxTokens {
  readonly #refuse: Refuse;
  readonly decoder: () => Decoder;
  #rest = '';
  #at = 1;
  /** XML allows no `&` by itself; in SGML of banks it is common. */
  strict = false;

  constructor(refuse: Refuse, decoder: () => Decoder) {
    this.#refuse = refuse;
    this.decoder = decoder;
  }

  get at(): number {
    return this.#at;
  }

  /** What was read before the first tag. */
  skipLines(text: string): void {
    this.#at += text.split('\n').length - 1;
  }

  /** @param bytes one character each, as `latin1` has them */
  *push(bytes: string): Generator<OfxToken> {
    const text = this.#rest + bytes;
    let from = 0;
    for (;;) {
      const to = this.#endOf(text, from);
      if (to < 0) break;
      const token = this.#token(text.slice(from, to));
      if (token !== undefined) yield token;
      from = to;
    }
    this.#rest = text.slice(from);
    if (this.#rest.length > TOKEN_CHARS_MAX)
      this.#refuse(this.#at, 'bounds', `A tag or a text has more than ${TOKEN_CHARS_MAX} characters.`);
  }

  *end(): Generator<OfxToken> {
    const rest = this.#rest;
    this.#rest = '';
    if (rest.startsWith('<')) this.#refuse(this.#at, 'cut', 'The file ends within a tag.');
    const token = this.#token(rest);
    if (token !== undefined) yield token;
  }

  /** Where the token that begins at a place ends; below zero where that has not come yet. */
  #endOf(text: string, from: number): number {
    const next = text.indexOf('<', from);
    if (next !== from) return next;
    const end = (sign: string): number => {
      const at = text.indexOf(sign, from + 1);
      return at < 0 ? -1 : at + sign.length;
    };
    // What may still become one of the two is not judged before it has come.
    if (text.length - from < OPENING.data.length && text.startsWith('<!', from)) return -1;
    if (text.startsWith(OPENING.comment, from)) return end('-->');
    if (text.startsWith(OPENING.data, from)) return end(']]>');
    return end('>');
  }

  #token(bytes: string): OfxToken | undefined {
    if (bytes === '') return undefined;
    if (bytes.length > TOKEN_CHARS_MAX)
      this.#refuse(this.#at, 'bounds', `A tag or a text has more than ${TOKEN_CHARS_MAX} characters.`);
    const at = this.#at;
    for (let next = bytes.indexOf('\n'); next >= 0; next = bytes.indexOf('\n', next + 1)) this.#at += 1;
    const text = this.decoder().text(bytes, at);
    if (!text.startsWith('<')) return this.#text(text, at);
    if (text.startsWith(OPENING.comment)) return undefined;
    if (text.startsWith(OPENING.data)) return { kind: 'text', text: text.slice(OPENING.data.length, -3), at };
    if (text.startsWith('<?')) return { kind: 'instruction', text, at };
    const isClose = text.startsWith('</');
    const name = text
      .slice(isClose ? 2 : 1, -1)
      .trim()
      .toUpperCase();
    if (!NAME.test(name))
      this.#refuse(at, 'malformed', 'A tag of OFX is a name alone; entities and document types are not read.');
    return { kind: isClose ? 'close' : 'open', text: name, at };
  }

  #text(raw: string, at: number): OfxToken | undefined {
    const text = raw.trim();
    if (text === '') return undefined;
    const value = text.replace(/&(#?[A-Za-z0-9]{0,8});?/g, (whole, name: string) => {
      const known = whole.endsWith(';') ? this.#entity(name, at) : undefined;
      if (known === undefined && this.strict)
        this.#refuse(at, 'malformed', 'An entity is none of those that XML has by itself.');
      return known ?? whole;
    });
    return { kind: 'text', text: value, at };
  }

  #entity(name: string, at: number): string | undefined {
    if (!name.startsWith('#')) return name === 'nbsp' && this.strict ? undefined : ENTITIES[name];
    const code = /^#[xX]/.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    if (!(code >= 0x20 && code <= 0xffff) || (code >= 0xd800 && code <= 0xdfff))
      this.#refuse(at, 'encoding', 'A character reference is no character of text.');
    return String.fromCharCode(code);
  }
}
