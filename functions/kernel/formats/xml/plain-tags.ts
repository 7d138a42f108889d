import { XML_BOUNDS } from './xml-bounds.ts';

/** What stands between the brackets of a tag that opens an element and needs no parser: `Amt Ccy="EUR"`, `RvslInd/`. */
export interface PlainTag {
  readonly isEmpty: boolean;
  readonly name: string;
  readonly attributes: Attributes;
}

export type Attributes = Readonly<Record<string, string>>;

export const NO_ATTRIBUTES: Attributes = Object.freeze({});

/** At most one attribute, and none that declares a namespace. A reference, a bracket or a control character is for the parser. */
const OPENING =
  /^((?:[A-Za-z_][A-Za-z0-9_.-]{0,63}:)?[A-Za-z_][A-Za-z0-9_.-]{0,63})(?: ([A-Za-z_][A-Za-z0-9_.-]{0,63})="([^<>&"\p{Cc}\p{Cn}]{0,64})")?(\/?)$/u;

/** Characters between brackets of what may be a plain tag. */
export const TAG_CHARS_MAX = 220;
/** Different tags that are kept: a message has some hundred. */
const KEPT_MAX = 2_000;

/** One string for all that are alike, so that comparing it with a literal is comparing two addresses. */
const interned = (text: string): string => Object.keys({ [text]: true })[0] ?? text;

const parsed = (tag: string): PlainTag | undefined => {
  const [, name, attribute, value = '', slash] = OPENING.exec(tag) ?? [];
  if (name === undefined || name.length > XML_BOUNDS.nameChars || attribute === 'xmlns') return undefined;
  const attributes = attribute === undefined ? NO_ATTRIBUTES : Object.freeze({ [attribute]: value });
  return { isEmpty: slash === '/', name: interned(name), attributes };
};

/** Tags by what stands between their brackets: the same ones come with each record. */
export class PlainTags {
  readonly #kept = new Map<string, PlainTag>();

  /** Undefined for what only a parser can say. */
  of(tag: string): PlainTag | undefined {
    const known = this.#kept.get(tag);
    if (known !== undefined) return known;
    const found = parsed(tag);
    if (found !== undefined && this.#kept.size < KEPT_MAX) this.#kept.set(tag, found);
    return found;
  }
}
