import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { plain } from '../../../bin/client/answers.ts';
import { ApiProblem, CommandFailure } from '../../../bin/client/problem-error.ts';
import { underKey } from '../../../bin/client/unknown-outcome.ts';

const outcome = (error: unknown, isOnLine = false): Promise<unknown> =>
  underKey('key-1', isOnLine, () => Promise.reject(error)).catch((told: unknown) => told);

describe('a call under a key that nobody wrote down', () => {
  test.each([
    new CommandFailure('It does not answer.'),
    new ApiProblem(503, 'unavailable', 'Later.'),
    new ApiProblem(500, 'internal', 'Ours.'),
    new ApiProblem(429, 'over-budget', 'Later.'),
    new ApiProblem(409, 'conflict', 'Later.'),
  ])('names its key where what became of it is not known: %s', async (error) => {
    const told = await outcome(error);
    expect(told).toBeInstanceOf(CommandFailure);
    expect(String(told)).toContain(`${error.message} Whether it was done is not known`);
    expect(String(told)).toContain('--key key-1');
    expect(String(await outcome(error, true))).not.toContain('--key');
  });

  test.each([
    new ApiProblem(422, 'insufficient-funds', 'No.'),
    new ApiProblem(409, 'payment-state', 'No.'),
    new ApiProblem(400, 'schema', 'No.'),
    new TypeError('a defect'),
  ])('is told as it is where it was decided, or is a defect of ours: %s', async (error) => {
    expect(await outcome(error)).toBe(error);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'names its key where %s ends the wait for its answer, and is heard no longer than that',
    async (signal, code) => {
      const signals = new EventEmitter();
      const left: unknown[] = [];
      const leave = (line: string, ended: number) => left.push([line, ended]);
      const done = Promise.withResolvers<string>();
      const call = underKey('key-1', false, () => done.promise, { signals, leave });
      signals.emit(signal, signal);
      expect(left).toEqual([
        [expect.stringMatching(/^Interrupted\. Whether it was done is not known: .*--key key-1/), code],
      ]);
      done.resolve('done');
      expect(await call).toBe('done');
      expect(signals.listenerCount(signal)).toBe(0);
    },
  );
});

test('every command of money has what it moves ordered under a key, which is told where the answer is lost', () => {
  const folder = join(import.meta.dirname, '../../../bin/commands');
  const sources = readdirSync(folder)
    .filter((name) => /^(pay|files)/.test(name))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  const times = (text: string, what: string): number => text.split(what).length - 1;
  const made = sources.map(
    ({ name, text }) => [name, times(text, 'folio.POST('), times(text, 'await order(')] as const,
  );
  expect(made.reduce((sum, [, moved]) => sum + moved, 0)).toBeGreaterThan(9);
  for (const [name, moved, ordered] of made) expect([name, ordered]).toEqual([name, moved]);
});

test('what another server says does nothing to a terminal, and is one line', () => {
  expect(plain('a\u001b[31mb\u0007c\r\nd\u0085e\u2028f\u009bg')).toBe('a [31mb c d e f g');
  expect(plain('x'.repeat(10_000))).toHaveLength(500);
});
