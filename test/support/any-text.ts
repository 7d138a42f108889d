import fc from 'fast-check';

const SURROGATES = { from: 0xd800, to: 0xdfff };
const LAST = 0x10ffff;

const character = fc
  .oneof(fc.integer({ min: 0, max: SURROGATES.from - 1 }), fc.integer({ min: SURROGATES.to + 1, max: LAST }))
  .map((code) => String.fromCodePoint(code));

/**
 * Any text of Unicode. Beside fast-check's own `unit: 'binary'`, which makes a table of all code points first: a second of processor
 * time for each file of tests.
 */
export const anyText = (maxLength?: number): fc.Arbitrary<string> =>
  fc.string({ unit: character, ...(maxLength === undefined ? {} : { maxLength }) });
