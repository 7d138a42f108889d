import { describe, expect, test } from '@jest/globals';
import type { Catalog, Component, Edge } from '../../../functions/catalog/model/catalog.ts';
import type { ParkingPlace } from '../../../functions/catalog/model/parking-places.ts';
import { readMetricData } from '../../../functions/catalog/store/queries/metric-data.ts';
import { readParked } from '../../../functions/catalog/store/queries/parked.ts';
import type { Aws, JsonService } from '../../../functions/kernel/aws/aws-call.ts';
import { metricOperations } from '../../../local/cloudwatch/metric-data.ts';
import { Metrics } from '../../../local/cloudwatch/metrics.ts';
import { CatalogBench } from '../../support/catalog-bench.ts';
import { clockOf } from '../../support/clock.ts';

const part = (id: string, type: Component['type']): Component => ({
  ...{ id, type, facts: {}, domain: id.split('/')[0] ?? '', owner: 'books', runbook: 'task-function' },
  resources: [{ stack: 'S', logicalId: id.replace('/', ''), type: 'T' }],
});
const parks = (from: string, to: string): Edge => ({ from, kind: 'parksIn', to, evidence: [] });
const CATALOG: Catalog = {
  ...{ format: 1, events: [], rights: [], strays: [] },
  components: [
    part('pay', 'domain'),
    part('pay/aside', 'bucket'),
    part('pay/dead', 'queue'),
    part('pay/files', 'bucket'),
    part('pay/late', 'queue'),
    part('pay/relay', 'function'),
    part('pay/work', 'queue'),
  ],
  edges: [parks('pay/relay', 'pay/aside'), parks('pay/work', 'pay/dead'), parks('pay/relay', 'pay/late')],
};
const EMPTY = { waiting: 0, inHand: 0, more: false };

describe('dead letters', () => {
  test('are every place that something parks in, the fullest first, and those that AWS does not tell of before the empty ones', async () => {
    const bench = new CatalogBench(CATALOG);
    bench.parked.set('pay/dead', EMPTY);
    bench.parked.set('pay/aside', { waiting: 2, inHand: 1, more: true, oldestAt: bench.now - 5_000 });
    const { body } = await bench.get('dead-letters');
    const seen = body.data.map(({ id, waiting, inHand }: Readonly<Record<string, unknown>>) => [id, waiting, inHand]);
    expect(seen).toEqual([
      ['pay/aside', 2, 1],
      ['pay/late', null, null],
      ['pay/dead', 0, 0],
    ]);
    expect(body.data[0]).toMatchObject({
      ...{ type: 'bucket', parkedBy: ['pay/relay'], owner: 'books', more: true, runbook: 'task-function' },
      oldestAt: new Date(bench.now - 5_000).toISOString(),
    });
    expect([body.unread, bench.errors]).toEqual([1, ['what pay/late holds is not to be read']]);
  });

  test('are shown within five seconds, and gone as soon', async () => {
    const bench = new CatalogBench(CATALOG);
    for (const id of ['pay/dead', 'pay/aside', 'pay/late']) bench.parked.set(id, EMPTY);
    const waiting = async () => (await bench.get('dead-letters')).body.data[0].waiting;
    expect(await waiting()).toBe(0);
    for (const count of [7, 0]) {
      bench.parked.set('pay/dead', { ...EMPTY, waiting: count });
      bench.now += 5_000;
      expect(await waiting()).toBe(count);
    }
  });
});

const NOW = 1_795_000_000_000;
const place = (kind: 'queue' | 'bucket', physicalId?: string): ParkingPlace => ({
  ...{ component: part('pay/dead', kind), kind, physicalId, parkedBy: [] },
});

/** SQS with one queue, and the local cloud's CloudWatch. */
const awsWith = (counts: readonly [number, number, number]) => {
  const metrics = new Metrics();
  const asked: string[] = [];
  const sqs: JsonService = async (operation, _input, output) => {
    asked.push(operation);
    const [waiting, delayed, inHand] = counts.map(String);
    return output.parse({
      Attributes: {
        ...{ ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesDelayed: delayed },
        ApproximateNumberOfMessagesNotVisible: inHand,
      },
    });
  };
  const operations = metricOperations(metrics);
  const cloudwatch: JsonService = async (operation, input, output) => {
    asked.push(operation);
    return output.parse(await operations[operation]?.(input as never, {} as never));
  };
  const read = readParked({ sqs, s3: {} as Aws, metrics: readMetricData(cloudwatch), clock: clockOf(() => NOW) });
  const age = (seconds: number, at: number) =>
    metrics.put('AWS/SQS', 'ApproximateAgeOfOldestMessage', { QueueName: 'Folio-dead' }, seconds, at);
  return { read, age, asked };
};

describe('what lies in a queue', () => {
  test('is counted without a message taken in hand; its age is asked for only where something waits, and is the newest that is known', async () => {
    const empty = awsWith([0, 0, 0]);
    expect(await empty.read(place('queue', 'https://sqs/1/Folio-dead'))).toEqual(EMPTY);
    expect(empty.asked).toEqual(['GetQueueAttributes']);
    const full = awsWith([3, 1, 2]);
    const minute = Math.floor(NOW / 60_000) * 60_000;
    full.age(10, minute - 120_000);
    full.age(70, minute - 60_000);
    expect(await full.read(place('queue', 'https://sqs/1/Folio-dead'))).toEqual({
      ...{ waiting: 4, inHand: 2, more: false, oldestAt: minute - 60_000 - 70_000 },
    });
    expect(full.asked).toEqual(['GetQueueAttributes', 'GetMetricData']);
  });

  test('has no age where CloudWatch has measured none, and a place that is not made tells nothing', async () => {
    const { read } = awsWith([1, 0, 0]);
    expect(await read(place('queue', 'https://sqs/1/Folio-dead'))).toEqual({ ...EMPTY, waiting: 1 });
    expect(await read(place('queue'))).toBeUndefined();
  });
});
