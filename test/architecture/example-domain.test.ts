import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { example } from '../../functions/example/contract/domain.ts';
import { DOMAINS } from '../../lib/domains.ts';
import { entryFiles } from '../../lib/entries.ts';

/** What a new domain of two calls may take: everything in its folder, samples and README too. */
const FILES_MAX = 8;
/** Lines of TypeScript that say something about the domain: no blank ones, and none that only import. */
const LINES_MAX = 110;

const files = globSync('functions/example/**/*.*').sort();
const linesOf = (file: string): readonly string[] => {
  const code = readFileSync(file, 'utf8').replaceAll(/^import (?:[^;]*;)$/gm, '');
  return code.split('\n').filter((line) => line.trim() !== '');
};

describe('the example of a domain', () => {
  test(`is whole in ${FILES_MAX} files and ${LINES_MAX} lines: two calls, one event, its table, its sample and its README`, () => {
    const sources = files.filter((file) => file.endsWith('.ts'));
    expect([example.operations.length, Object.keys(example.events).length]).toEqual([2, 1]);
    expect(files.length).toBeLessThanOrEqual(FILES_MAX);
    expect(sources.flatMap(linesOf).length).toBeLessThanOrEqual(LINES_MAX);
    // The count looks: a domain of this size has some.
    expect(sources.flatMap(linesOf).length).toBeGreaterThan(40);
  });

  test('is named nowhere in what is deployed, so its folder and the list are all that a new domain touches', () => {
    const deployed = globSync('{bin,lib,local,functions}/**/*.ts').filter(
      (file) => !file.startsWith('functions/example/'),
    );
    expect(deployed.length).toBeGreaterThan(400);
    const naming = deployed.filter((file) =>
      /functions\/example\/(?!handlers\/relay)|example:(read|write)/.test(readFileSync(file, 'utf8')),
    );
    expect(naming).toEqual([]);
  });

  test('is in no deployment: neither on the list nor among the functions that are built', () => {
    expect(DOMAINS.map(({ name }) => String(name))).not.toContain(example.name);
    expect(entryFiles('.').filter((file) => file.includes('example'))).toEqual([]);
    expect(entryFiles('.', [example]).filter((file) => file.includes('example'))).toEqual([
      'functions/example/handlers/api.http.ts',
      'functions/example/handlers/relay.stream.ts',
    ]);
  });
});
