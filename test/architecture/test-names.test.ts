import { globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

/** A name and where it stands; `of` are the `describe`s around it. */
interface Named {
  readonly at: string;
  readonly of: readonly string[];
  readonly name: string;
}

const BEGINS = /^(\s*)(test|describe)\b[^'"`]*\(?\s*(['"`])(.+?)\3/;

/** By indentation, which the formatter keeps. A name on a line of its own, as `each` has it, is not read. */
const namesIn = (file: string): readonly Named[] => {
  const open: { readonly indent: number; readonly name: string }[] = [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const [, spaces = '', kind, , name = ''] = BEGINS.exec(line) ?? [];
      if (kind === undefined) return [];
      while ((open.at(-1)?.indent ?? -1) >= spaces.length) open.pop();
      const of = open.map((one) => one.name);
      if (kind === 'describe') open.push({ indent: spaces.length, name });
      return kind === 'test' ? [{ at: `${file}:${index + 1}`, of, name }] : [];
    });
};

const FILES = [...globSync('test/**/*.test.ts'), ...globSync('test/infra/templates/*.ts')].sort();
/** Words by which a sentence goes on that began elsewhere. */
const GOES_ON = /^(and|but|also|too|then|so|or|nor)\b/i;
const NO_SUBJECT = /^(that|which|who|when|while|if|where|after|before) /i;

/** Folders that go through several domains, or are a room of a domain's store. */
const ACROSS: Readonly<Record<string, readonly string[]>> = { unit: [], store: ['faults', 'lists', 'relay'] };

describe('the tests', () => {
  test('have names that begin with their subject, alone or behind their describe', () => {
    const names = FILES.flatMap(namesIn);
    expect(names.length).toBeGreaterThan(1_000);
    const halves = names.filter(({ of, name }) => GOES_ON.test(name) || NO_SUBJECT.test([...of, name].join(' ')));
    expect(halves.map(({ at, name }) => `${at} ${name}`)).toEqual([]);
  });

  test.each(['unit', 'store'])('of %s lie in folders that have the name of what they test', (layer) => {
    const sources = new Set([
      ...['functions', 'bin'].flatMap((room) => readdirSync(room)),
      ...readdirSync('.'),
      ...(ACROSS[layer] ?? []),
    ]);
    const folders = readdirSync(`test/${layer}`);
    expect(folders.filter((folder) => !sources.has(folder))).toEqual([]);
  });

  test('draw random numbers, kill and pause by the kit of test/support, and by nothing of their own', () => {
    const own = globSync('test/**/*.ts')
      .filter((file) => !file.startsWith('test/support/') && file !== 'test/architecture/test-names.test.ts')
      .filter((file) =>
        /1_664_525|0x6d2b79f5|class Killed\b|const temporaryFolders? =/.test(readFileSync(file, 'utf8')),
      );
    expect(own).toEqual([]);
  });
});
