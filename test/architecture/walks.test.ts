import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { codeOf, importsOf, ROOT, resolvedImport } from './support/sources.ts';

/** The same numbers as docs/WALKS.md says of itself. */
const FILES_MAX = { 'A transfer': 9, 'The delivery of a webhook': 12, 'A rollback': 12 } as const;

interface Step {
  readonly path: string;
  readonly says: string;
}

const walks = readFileSync(join(ROOT, 'docs', 'WALKS.md'), 'utf8')
  .split(/^## /m)
  .slice(1);

const stepsOf = (name: string): readonly Step[] => {
  const text = walks.find((each) => each.startsWith(`${name}\n`)) ?? '';
  return [...text.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, path = '', says = '']) => ({ path, says }));
};

const sourceOf = (path: string) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') });

/** Names in backticks before the colon: what the reader looks for in the file. */
const namedIn = (says: string): readonly string[] =>
  [...(says.split(':', 1)[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name);

describe('a walk', () => {
  test('is told for a transfer, a delivery and a rollback, and for no other', () => {
    expect(walks.map((text) => text.split('\n', 1)[0])).toEqual(Object.keys(FILES_MAX));
  });

  test.each(Object.entries(FILES_MAX))('of %s is at most %i files that there are, each once', (name, most) => {
    const paths = stepsOf(name).map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.length).toBeLessThanOrEqual(most);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test.each(Object.keys(FILES_MAX))('of %s finds what its lines name in the files', (name) => {
    const missing = stepsOf(name).flatMap(({ path, says }) => {
      const code = codeOf(sourceOf(path));
      const wanted = namedIn(says);
      const absent = wanted.filter((each) => !new RegExp(`export (?:const|interface|class) ${each}\\b`).test(code));
      return wanted.length === 0 ? [`${path} names nothing`] : absent.map((each) => `${path}: ${each}`);
    });
    expect(missing).toEqual([]);
  });

  test.each(Object.keys(FILES_MAX))(
    'of %s leads from file to file by imports, or by the hop that a line names',
    (name) => {
      const steps = stepsOf(name);
      const unreached = steps.filter(({ path, says }, index) => {
        if (index === 0 || says.startsWith('by ')) return false;
        const before = steps.slice(0, index).map((step) => sourceOf(step.path));
        return !before.some((source) => importsOf(source).some((each) => resolvedImport(source, each) === path));
      });
      expect(unreached.map(({ path }) => path)).toEqual([]);
    },
  );
});
