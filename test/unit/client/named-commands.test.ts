import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const BIN = join(import.meta.dirname, '../../../bin');
const COMMANDS = [...readFileSync(join(BIN, 'program.ts'), 'utf8').matchAll(/^ {2}([a-z]+): async \(\)/gm)].map(
  ([, name = '']) => name,
);
const isComment = (line: string): boolean => /^\s*(\/\/|\/?\*)/.test(line);

test('a command that a text names is made by `hint`, or stands in the quotes by which it becomes one that can be pasted', () => {
  expect(COMMANDS.length).toBeGreaterThan(20);
  const bare = new RegExp(`(?<!")\\bfolio (${COMMANDS.join('|')})\\b`);
  const found = readdirSync(BIN, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      readFileSync(join(BIN, name), 'utf8')
        .split('\n')
        .filter((line) => !isComment(line) && bare.test(line))
        .map((line) => `${name}: ${line.trim()}`),
    );
  expect(found).toEqual([]);
});
