import { expect, test } from '@jest/globals';
import { type AlarmDefinition, Alarms } from '../../../local/cloudwatch/alarms.ts';
import { takeEmf } from '../../../local/cloudwatch/emf.ts';
import { Metrics } from '../../../local/cloudwatch/metrics.ts';

const MINUTE = 60_000;
/** The first minute of a period of five, as the clock counts them. */
const START = 1_800_000_000_000;

/** Rings at a second fault in five minutes. */
const faultsOf = (version: string): AlarmDefinition => ({
  name: `api-v${version}-Faults`,
  description: 'fails',
  namespace: 'Folio',
  metric: 'faults',
  dimensions: { function: 'api', codeVersion: version },
  statistic: 'Sum',
  periodMs: 5 * MINUTE,
  periods: 1,
  datapoints: 1,
  threshold: 1,
  comparison: 'GreaterThanThreshold',
  missing: 'notBreaching',
});

const watched = () => {
  const metrics = new Metrics();
  const alarms = new Alarms(metrics, () => undefined);
  for (const version of ['6', '7']) alarms.set(faultsOf(version));
  /** A line as a function writes it. */
  const fault = (version: string, minute: number): void => {
    const directive = {
      Namespace: 'Folio',
      Dimensions: [['function', 'codeVersion']],
      Metrics: [{ Name: 'faults', Unit: 'Count' }],
    };
    const line = { _aws: { CloudWatchMetrics: [directive] }, function: 'api', codeVersion: version, faults: 1 };
    takeEmf(metrics, JSON.stringify(line), START + minute * MINUTE);
  };
  const ringing = (since: number, now: number) =>
    alarms.inAlarm(['api-v6-Faults', 'api-v7-Faults'], START + since * MINUTE, START + now * MINUTE);
  return { fault, ringing };
};

test('an alarm that counts over minutes rings at once, wherever in them the calls lie', () => {
  const { fault, ringing } = watched();
  fault('7', 4);
  expect(ringing(4, 4.1)).toEqual([]);
  fault('7', 7);
  expect(ringing(4, 7.1)).toEqual(['api-v7-Faults']);
  expect(ringing(9, 9.5)).toEqual([]);
});

test('an alarm that has rung in between has rung, also when nobody looked in that minute', () => {
  const { fault, ringing } = watched();
  fault('7', 2);
  fault('7', 3);
  expect(ringing(2, 12)).toEqual(['api-v7-Faults']);
  expect(ringing(9, 12)).toEqual([]);
});

test('the faults of another version ring for that version alone', () => {
  const { fault, ringing } = watched();
  fault('6', 1);
  fault('6', 1);
  fault('7', 1);
  expect(ringing(1, 1.5)).toEqual(['api-v6-Faults']);
});

test.each([
  ['Sum', 9],
  ['Average', 3],
  ['Minimum', 1],
  ['Maximum', 6],
  ['SampleCount', 3],
] as const)('an alarm over the %s of 1, 2 and 6 looks at %i', (statistic, value) => {
  const metrics = new Metrics();
  const alarms = new Alarms(metrics, () => undefined);
  const dimensions = { function: 'api', codeVersion: '6' };
  [1, 2, 6].forEach((one, minute) => {
    metrics.put('Folio', 'faults', dimensions, one, START + minute * MINUTE);
  });
  const above = (threshold: number) => ({ ...faultsOf('6'), name: `above ${threshold}`, statistic, threshold });
  for (const threshold of [value - 1, value]) alarms.set(above(threshold));
  const names = [`above ${value - 1}`, `above ${value}`];
  expect(alarms.inAlarm(names, START + 2 * MINUTE, START + 2.1 * MINUTE)).toEqual([`above ${value - 1}`]);
});
