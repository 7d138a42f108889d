import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LocalStore } from '../../../local/aws/local-store.ts';
import { Alarms } from '../../../local/cloudwatch/alarms.ts';
import { cloudwatchOperations } from '../../../local/cloudwatch/cloudwatch-api.ts';
import { type Dimensions, Metrics } from '../../../local/cloudwatch/metrics.ts';
import { Sampler } from '../../../local/cloudwatch/sampler.ts';
import type { FunctionCounts } from '../../../local/lambda/functions.ts';
import { DEFAULT_SETTINGS } from '../../../local/sqs/queue-settings.ts';
import { Queues } from '../../../local/sqs/queues.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const MINUTE = 60_000;
const START = 1_800_000_000_000;

const rig = () => {
  const clock = { now: START };
  const metrics = new Metrics();
  const queues = new Queues(new LocalStore(join(folder(), 'local.sqlite')), () => clock.now);
  queues.define('work', DEFAULT_SETTINGS);
  let counts: readonly FunctionCounts[] = [];
  const alarms = new Alarms(metrics, () => undefined);
  const sampler = new Sampler({ metrics, alarms, queues, counts: () => counts });
  const sample = (runs: readonly Partial<FunctionCounts>[] = []) => {
    const none = { name: 'api', version: '1', cold: 0, warm: 0, errors: 0, throttles: 0, environments: 0, waiting: 0 };
    counts = runs.map((each) => ({ ...none, ...each }));
    sampler.sample(clock.now);
  };
  const total = (namespace: string, metric: string, dimensions: Dimensions) =>
    metrics.totals(namespace, metric, dimensions, START, clock.now + MINUTE);
  return { clock, metrics, queues, sample, total };
};

describe('the sampler', () => {
  test('puts what was added to the counts of a function since its last look, by name, alias and version', () => {
    const { sample, total } = rig();
    sample([{ cold: 1, warm: 2, errors: 1 }]);
    sample([
      { cold: 1, warm: 6, errors: 1, throttles: 3 },
      { version: '2', cold: 1 },
    ]);
    const sum = (metric: string, dimensions: Dimensions) => total('AWS/Lambda', metric, dimensions)?.sum;
    const alias = { FunctionName: 'api', Resource: 'api:live' };
    expect(sum('Invocations', { FunctionName: 'api' })).toBe(8);
    expect(sum('Invocations', alias)).toBe(8);
    expect(sum('Invocations', { ...alias, ExecutedVersion: '1' })).toBe(7);
    expect(sum('Invocations', { ...alias, ExecutedVersion: '2' })).toBe(1);
    expect([sum('Errors', { FunctionName: 'api' }), sum('Throttles', alias)]).toEqual([1, 3]);
  });

  test('says of a function without a run that it had none, and of no error nothing', () => {
    const { sample, total } = rig();
    sample([{}]);
    expect(total('AWS/Lambda', 'Invocations', { FunctionName: 'api' })).toMatchObject({ sum: 0, count: 1 });
    expect(total('AWS/Lambda', 'Errors', { FunctionName: 'api' })).toBeUndefined();
  });

  test('puts the fill of a queue, and the age of its oldest message in seconds', () => {
    const { clock, queues, sample, total } = rig();
    const last = (metric: string) => total('AWS/SQS', metric, { QueueName: 'work' })?.max;
    sample();
    expect(last('ApproximateAgeOfOldestMessage')).toBe(0);
    queues.send('work', [{ body: 'a' }, { body: 'b' }, { body: 'c' }]);
    queues.receive('work', { max: 1 });
    clock.now += 5_000;
    sample();
    expect([last('ApproximateNumberOfMessagesVisible'), last('ApproximateNumberOfMessagesNotVisible')]).toEqual([2, 1]);
    expect(last('ApproximateAgeOfOldestMessage')).toBe(5);
  });
});

describe('a metric', () => {
  test('is kept for three hours, by the minute in which it fell', () => {
    const metrics = new Metrics();
    const put = (minute: number) => metrics.put('N', 'm', { a: '1' }, 1, START + minute * MINUTE);
    const count = (from: number, to: number) =>
      metrics.totals('N', 'm', { a: '1' }, START + from * MINUTE, START + to * MINUTE)?.count ?? 0;
    put(0);
    put(0.99);
    put(1);
    expect([count(0, 1), count(1, 2), count(0, 2), count(2, 3)]).toEqual([2, 1, 3, 0]);
    put(180);
    expect(count(0, 1)).toBe(2);
    put(181);
    expect([count(0, 1), count(1, 2)]).toEqual([0, 1]);
  });

  test('is one with its dimensions in any order, and another with other ones', () => {
    const metrics = new Metrics();
    metrics.put('N', 'm', { a: '1', b: '2' }, 4, START);
    const sum = (namespace: string, name: string, dimensions: Dimensions) =>
      metrics.totals(namespace, name, dimensions, START, START + MINUTE)?.sum;
    expect(sum('N', 'm', { b: '2', a: '1' })).toBe(4);
    expect([sum('M', 'm', { a: '1', b: '2' }), sum('N', 'n', { a: '1', b: '2' }), sum('N', 'm', { a: '1' })]).toEqual([
      ...[undefined, undefined, undefined],
    ]);
  });

  test('beyond the greatest number of series is not taken, and those before it go on', () => {
    const metrics = new Metrics();
    for (let at = 0; at <= 5_000; at += 1) metrics.put('N', 'm', { at: String(at) }, 1, START);
    metrics.put('N', 'm', { at: '0' }, 1, START);
    const sum = (at: string) => metrics.totals('N', 'm', { at }, START, START + MINUTE)?.sum;
    expect([sum('0'), sum('4999'), sum('5000')]).toEqual([2, 1, undefined]);
  });
});

test('CloudWatch tells of the alarms that are asked for: by name, by how their names begin, and by state', async () => {
  const metrics = new Metrics();
  const alarms = new Alarms(metrics, () => undefined);
  for (const name of ['a-one', 'a-two', 'b-one'])
    alarms.set({
      ...{ name, description: name, namespace: 'N', metric: name, dimensions: { f: 'x' }, statistic: 'Sum' },
      ...{ periodMs: 5 * MINUTE, periods: 2, datapoints: 1, threshold: 0, missing: 'notBreaching' },
      comparison: 'GreaterThanThreshold',
    });
  metrics.put('N', 'a-two', { f: 'x' }, 1, START);
  const operations = cloudwatchOperations(alarms, () => START + 1);
  const ask = async (input: object): Promise<readonly { readonly AlarmName: string }[]> => {
    const answer = await operations.DescribeAlarms?.(input as never, {} as never);
    return (answer as { readonly MetricAlarms: readonly { readonly AlarmName: string }[] }).MetricAlarms;
  };
  const named = async (input: object) => (await ask(input)).map(({ AlarmName }) => AlarmName);
  expect(await named({})).toEqual(['a-one', 'a-two', 'b-one']);
  expect(await named({ AlarmNamePrefix: 'a-' })).toEqual(['a-one', 'a-two']);
  expect(await named({ AlarmNames: ['b-one', 'none'] })).toEqual(['b-one']);
  expect(await named({ AlarmNamePrefix: 'a-', StateValue: 'ALARM' })).toEqual(['a-two']);
  expect(await ask({ AlarmNames: ['a-two'] })).toMatchObject([
    { StateValue: 'ALARM', Period: 300, EvaluationPeriods: 2, DatapointsToAlarm: 1 },
  ]);
});
