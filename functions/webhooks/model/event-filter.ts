/** The types of all public events that exist here. */
export type Known = ReadonlySet<string>;

/** Whether a pattern can ever match: a known type, all of a domain that has one, or `*`. */
export const isKnown = (known: Known, pattern: string): boolean =>
  pattern === '*' ||
  known.has(pattern) ||
  (pattern.endsWith('.*') && [...known].some((type) => type.startsWith(pattern.slice(0, -1))));

/** Whether a type matches one of the patterns: itself, `<domain>.*` or `*`. */
export const matches = (patterns: readonly string[], type: string): boolean =>
  patterns.some(
    (pattern) =>
      pattern === type || pattern === '*' || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  );
