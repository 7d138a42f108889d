import { expect, test } from '@jest/globals';
import { type AlarmDefinition, Alarms } from '../../../local/cloudwatch/alarms.ts';
import { Metrics } from '../../../local/cloudwatch/metrics.ts';

const MINUTE = 60_000;
const RUNS = { FunctionName: 'sweep' };

/** Rings when there was no run in five minutes. */
const SILENCE: AlarmDefinition = {
  name: 'silent',
  description: 'has not run',
  namespace: 'AWS/Lambda',
  metric: 'Invocations',
  dimensions: RUNS,
  statistic: 'Sum',
  periodMs: 5 * MINUTE,
  periods: 1,
  datapoints: 1,
  threshold: 1,
  comparison: 'LessThanThreshold',
  missing: 'breaching',
};

/** The alarm with its metric, made at the beginning of a minute, which is told. */
const watched = () => {
  const metrics = new Metrics();
  const alarms = new Alarms(metrics, () => undefined);
  alarms.set(SILENCE);
  const made = alarms.list(Date.now())[0]?.made ?? 0;
  const run = (minute: number): void => metrics.put('AWS/Lambda', 'Invocations', RUNS, 1, made + minute * MINUTE);
  const stateAt = (minute: number) => alarms.list(made + minute * MINUTE)[0]?.state;
  return { run, stateAt, alarms, made };
};

test('an alarm on silence rings when nothing has run for its whole period, and stops when something runs again', () => {
  const { run, stateAt } = watched();
  run(0);
  run(1);
  expect(stateAt(6)).toBe('OK');
  expect(stateAt(8)).toBe('ALARM');
  run(8);
  expect(stateAt(10)).toBe('OK');
});

test('an alarm on silence rings where nothing ever ran', () => {
  expect(watched().stateAt(7)).toBe('ALARM');
});

test('an alarm on silence says nothing of the time before it was made, nor of a minute that has just begun', () => {
  const { run, stateAt } = watched();
  expect(stateAt(2)).toBe('INSUFFICIENT_DATA');
  for (let minute = 0; minute < 10; minute += 1) run(minute);
  for (let minute = 5; minute < 10.5; minute += 0.1) expect([minute, stateAt(minute)]).toEqual([minute, 'OK']);
});

test('an alarm that is defined anew, as at each deployment, keeps its state, since when, and its age', () => {
  const { stateAt, alarms, made } = watched();
  expect(stateAt(7)).toBe('ALARM');
  const since = alarms.ringsSince('silent');
  expect(since).toBe(made + 7 * MINUTE);
  alarms.set({ ...SILENCE, description: 'has not run for long' });
  expect([stateAt(7), alarms.ringsSince('silent')]).toEqual(['ALARM', since]);
  expect(alarms.list(made + 7 * MINUTE)[0]).toMatchObject({
    made,
    definition: { description: 'has not run for long' },
  });
  alarms.drop('silent');
  expect([alarms.list(made), alarms.ringsSince('silent')]).toEqual([[], undefined]);
});
