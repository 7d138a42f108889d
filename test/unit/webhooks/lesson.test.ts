import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { smoothed, UNKNOWN } from '../../../functions/webhooks/model/health.ts';
import { PATIENCE_MS } from '../../../functions/webhooks/model/job.ts';
import { type Lesson, learn } from '../../../functions/webhooks/model/lesson.ts';
import { LEASE_MS, VISIT_MS } from '../../../functions/webhooks/model/places.ts';

describe('what the attempts of a visit teach', () => {
  const lesson = (
    error: 'connection' | 'timeout' | undefined,
    at: number,
    latencyMs = 10,
    impatient = false,
  ): Lesson => ({
    error,
    at,
    latencyMs,
    impatient,
  });
  const arbitrary = fc
    .array(fc.constantFrom('good', 'bad', 'impatient'), { maxLength: 12 })
    .map((kinds) =>
      kinds.map((kind, at) =>
        kind === 'good'
          ? lesson(undefined, at)
          : kind === 'bad'
            ? lesson('connection', at)
            : lesson('timeout', at, 1_000, true),
      ),
    );

  test('is as many failures in a row as there are after the last success, and when the first of them was', () => {
    fc.assert(
      fc.property(arbitrary, (lessons) => {
        let [failures, failedAt]: [number, number | undefined] = [0, undefined];
        for (const { error, at, impatient } of lessons) {
          if (error === undefined) [failures, failedAt] = [0, undefined];
          else if (!impatient) [failures, failedAt] = [failures + 1, failedAt ?? at];
        }
        const succeeded = lessons.some(({ error }) => error === undefined);
        expect(learn(UNKNOWN, lessons)).toMatchObject({ failures, failedAt, succeeded });
      }),
    );
  });

  test('is the mean that each of them alone would have led to', () => {
    const [before, one, two] = [{ ...UNKNOWN, latencyMs: 40 }, lesson(undefined, 1, 80), lesson(undefined, 2, 20)];
    expect(learn(before, [one, two]).latencyMs).toBe(smoothed(smoothed(40, 80), 20));
    expect(learn(UNKNOWN, []).latencyMs).toBeUndefined();
  });

  test.each(['brisk', 'patient'] as const)(
    'of the %s lane is written down before the lease of its place ends',
    (lane) => {
      expect(VISIT_MS[lane] + PATIENCE_MS[lane]).toBeLessThan(LEASE_MS);
    },
  );
});
