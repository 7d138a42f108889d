import type { Column } from '../values/key.ts';

/** The least text that is greater than all that begin with `prefix`, in the order of UTF-8; undefined where there is none. */
const afterText = (prefix: string): string | undefined => {
  const points = [...prefix].map((each) => each.codePointAt(0) ?? 0);
  while (points.length > 0) {
    const last = points.pop() ?? 0;
    // Surrogates are no code points of texts.
    if (last < 0x10ffff) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
};

const afterBytes = (prefix: Uint8Array): Uint8Array | undefined => {
  const bytes = [...prefix];
  while (bytes.length > 0) {
    const last = bytes.pop() ?? 0;
    if (last < 0xff) return Uint8Array.from([...bytes, last + 1]);
  }
  return undefined;
};

/** The end of the range of keys that begin with `prefix`, which is not in it. */
export const endOfPrefix = (prefix: Column): Column | undefined =>
  typeof prefix === 'string' ? afterText(prefix) : afterBytes(prefix);

/** A part of a table or an index, as SQL over its columns. */
export interface Range {
  readonly where: readonly string[];
  readonly values: readonly Column[];
}

/** `(isk, pk, sk) > (?, ?, ?)` */
export const beyond = (columns: readonly string[], values: readonly Column[], isForward: boolean): Range => ({
  where: [`(${columns.join(', ')}) ${isForward ? '>' : '<'} (${columns.map(() => '?').join(', ')})`],
  values,
});

export const joined = (...ranges: readonly Range[]): Range => ({
  where: ranges.flatMap(({ where }) => where),
  values: ranges.flatMap(({ values }) => values),
});
