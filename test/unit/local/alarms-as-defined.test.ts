import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AlarmDefinition, type AlarmState, Alarms } from '../../../local/cloudwatch/alarms.ts';
import { Metrics } from '../../../local/cloudwatch/metrics.ts';
import { runs } from '../../support/runs.ts';

const MINUTE = 60_000;
/** After any time at which an alarm of this test can have been made. */
const START = 1_900_000_000_000 - (1_900_000_000_000 % MINUTE);
const MINUTES = 40;

interface Point {
  readonly minute: number;
  readonly value: number;
}

/** The rule itself, over a list of points. */
const stateOf = (definition: AlarmDefinition, points: readonly Point[], now: number): AlarmState => {
  const { periods, periodMs, statistic, comparison, threshold, missing, datapoints } = definition;
  const running = Math.floor((now - START) / MINUTE);
  // One that looks for too little asks minutes that are over; any other one the running minute too.
  const end = comparison.startsWith('Less') ? running : running + 1;
  const length = periodMs / MINUTE;
  const verdicts = Array.from({ length: periods }, (_, back) => {
    const values = points
      .filter(({ minute }) => minute < end - back * length && minute >= end - (back + 1) * length)
      .map(({ value }) => value);
    if (values.length === 0) return missing === 'breaching' ? true : missing === 'notBreaching' ? false : undefined;
    const sum = values.reduce((total, value) => total + value, 0);
    const seen = {
      ...{ Sum: sum, Average: sum / values.length, SampleCount: values.length },
      ...{ Minimum: Math.min(...values), Maximum: Math.max(...values) },
    }[statistic];
    return {
      ...{ GreaterThanThreshold: seen > threshold, GreaterThanOrEqualToThreshold: seen >= threshold },
      ...{ LessThanThreshold: seen < threshold, LessThanOrEqualToThreshold: seen <= threshold },
    }[comparison];
  });
  if (verdicts.filter((one) => one === true).length >= datapoints) return 'ALARM';
  return verdicts.some((one) => one !== undefined) ? 'OK' : 'INSUFFICIENT_DATA';
};

const definition: fc.Arbitrary<AlarmDefinition> = fc
  .record({
    statistic: fc.constantFrom('Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'),
    periodMs: fc.constantFrom(MINUTE, 2 * MINUTE, 5 * MINUTE),
    periods: fc.integer({ min: 1, max: 4 }),
    datapoints: fc.integer({ min: 1, max: 4 }),
    threshold: fc.integer({ min: 0, max: 4 }),
    comparison: fc.constantFrom(
      ...(['GreaterThanThreshold', 'GreaterThanOrEqualToThreshold'] as const),
      ...(['LessThanThreshold', 'LessThanOrEqualToThreshold'] as const),
    ),
    missing: fc.constantFrom('breaching', 'notBreaching', 'ignore', 'missing'),
  })
  .map((one) => ({
    ...{ name: 'a', description: 'd', namespace: 'Folio', metric: 'faults', dimensions: { function: 'api' } },
    ...(one as Omit<AlarmDefinition, 'name' | 'description' | 'namespace' | 'metric' | 'dimensions'>),
    datapoints: Math.min(one.datapoints, one.periods),
  }));
const points = fc.array(fc.record({ minute: fc.nat({ max: MINUTES }), value: fc.integer({ min: 0, max: 5 }) }), {
  maxLength: 25,
  size: 'max',
});

describe('an alarm', () => {
  test('is in the state that its definition gives, at any moment', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(definition, points, fc.nat({ max: MINUTES * MINUTE }), (defined, some, after) => {
        const metrics = new Metrics();
        const alarms = new Alarms(metrics, () => undefined);
        alarms.set(defined);
        for (const { minute, value } of some) {
          metrics.put(defined.namespace, defined.metric, defined.dimensions, value, START + minute * MINUTE + 7);
        }
        const [alarm] = alarms.list(START + after);
        seen.add(alarm?.state ?? '');
        expect([defined, some, alarm?.state]).toEqual([defined, some, stateOf(defined, some, START + after)]);
      }),
      { numRuns: runs(2000) },
    );
    expect(seen.size).toBe(3);
  });
});
