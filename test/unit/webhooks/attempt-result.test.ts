import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AttemptResult, outcomeOf } from '../../../functions/webhooks/model/attempt-result.ts';
import { smoothed, UNKNOWN } from '../../../functions/webhooks/model/health.ts';
import { PATIENCE_MS } from '../../../functions/webhooks/model/job.ts';
import { GROUP_MS, LEASE_MS } from '../../../functions/webhooks/model/slots.ts';

describe('what the attempts of a visit teach', () => {
  const result = (
    error: 'connection' | 'timeout' | undefined,
    at: number,
    latencyMs = 10,
    impatient = false,
  ): AttemptResult => ({
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
          ? result(undefined, at)
          : kind === 'bad'
            ? result('connection', at)
            : result('timeout', at, 1_000, true),
      ),
    );

  test('is as many failures in a row as there are after the last success, and when the first of them was', () => {
    fc.assert(
      fc.property(arbitrary, (results) => {
        let [failures, failedAt]: [number, number | undefined] = [0, undefined];
        for (const { error, at, impatient } of results) {
          if (error === undefined) [failures, failedAt] = [0, undefined];
          else if (!impatient) [failures, failedAt] = [failures + 1, failedAt ?? at];
        }
        const succeeded = results.some(({ error }) => error === undefined);
        expect(outcomeOf(UNKNOWN, results)).toMatchObject({ failures, failedAt, succeeded });
      }),
    );
  });

  test('is the mean that each of them alone would have led to', () => {
    const [before, one, two] = [{ ...UNKNOWN, latencyMs: 40 }, result(undefined, 1, 80), result(undefined, 2, 20)];
    expect(outcomeOf(before, [one, two]).latencyMs).toBe(smoothed(smoothed(40, 80), 20));
    expect(outcomeOf(UNKNOWN, []).latencyMs).toBeUndefined();
  });

  test.each(['brisk', 'patient'] as const)(
    'of the %s lane is written down before the lease of its slot ends',
    (lane) => {
      expect(GROUP_MS[lane] + PATIENCE_MS[lane]).toBeLessThan(LEASE_MS);
    },
  );
});
