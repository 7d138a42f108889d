import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../../mutations/places.ts';
import { MISTAKES } from '../../mutations/planted/all-mistakes.ts';

describe('planted mistakes', () => {
  test('have names of their own', () => {
    expect(new Set(MISTAKES.map(({ name }) => name)).size).toBe(MISTAKES.length);
  });

  test('stand each at one place of the sources as they are, and change it', () => {
    const lost = MISTAKES.filter(({ file, from, to }) => {
      const path = join(ROOT, file);
      return from === to || !existsSync(path) || readFileSync(path, 'utf8').split(from).length !== 2;
    });
    expect(lost.map(({ name, file }) => `${name} in ${file}`)).toEqual([]);
  });

  test('name tests that there are', () => {
    const missing = MISTAKES.flatMap(({ name, tests }) =>
      tests
        .filter((one) => !existsSync(join(ROOT, 'test', one)) && !existsSync(join(ROOT, 'test', `${one}.test.ts`)))
        .map((one) => `${name}: ${one}`),
    );
    expect(missing).toEqual([]);
  });
});
