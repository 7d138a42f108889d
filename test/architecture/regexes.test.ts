import { describe, expect, test } from '@jest/globals';
import { superlinearOn } from './support/regex-attacks.ts';
import { madeRegexes, regexLiteralsOf } from './support/regex-literals.ts';
import { parsed } from './support/regex-steps.ts';
import { pagesOf, sourcesOf } from './support/sources.ts';

const sources = [...sourcesOf('functions', 'local', 'bin', 'console', 'clients'), ...pagesOf('console')];
const literals = sources.flatMap(regexLiteralsOf);

describe('regular expressions of everything that runs', () => {
  test('take twice the steps on twice the text, whatever is repeated in it', () => {
    const bad = literals.flatMap(({ path, pattern, flags }) => {
      const attack = superlinearOn(parsed(pattern, flags));
      return attack === undefined ? [] : [`${path}: /${pattern}/${flags} on ${attack}`];
    });
    expect(literals.length).toBeGreaterThan(100);
    expect(bad).toEqual([]);
  }, 120_000);

  test('are written down, so that they can be looked at: one alone is made, from a prefix of ids', () => {
    const making = sources.filter((source) => madeRegexes(source) > 0).map(({ path }) => path);
    expect(making).toEqual(['functions/kernel/values/ids.ts']);
  });
});

describe('the check of regular expressions', () => {
  test.each([
    ['a part that can be cut in two ways', '^\\s*charset\\s*=\\s*"?([^"]*)"?\\s*$'],
    ['a repetition in a repetition', '^(?:a+)+$'],
    ['branches that begin alike', '^(?:a|ab|b)*$x'],
    ['a run that a search enters everywhere', '\\s+$'],
    ['an opening that is found in what it opens', '\\{\\{resolve:([a-z-]+):([^}]+)\\}\\}'],
    ['a lazy run without an end', '<Key>(.*?)</Key>'],
    ['neighbours that take the same', '^[\\w.-]+-[\\w.-]+$'],
  ])('finds %s', (_name, source) => {
    expect(superlinearOn(parsed(source, ''))).toBeDefined();
  });

  test.each([
    ['a bounded run between ends', '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$'],
    ['a time', '^(\\d{4})-(\\d{2})-(\\d{2})[Tt](\\d{2})(?:\\.(\\d{1,9}))?(?:[Zz]|([+-])(\\d{2}):(\\d{2}))$'],
    ['lists with a separator of their own', '^\\d+(?:,\\d+)*$'],
    ['one character', '[&<>"\']'],
  ])('takes %s', (_name, source) => {
    expect(superlinearOn(parsed(source, ''))).toBeUndefined();
  });
});
