import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import type { Catalog, Component, Edge } from '../../../functions/catalog/model/catalog.ts';
import { deployedAs, type StackDrift } from '../../../functions/catalog/model/drift.ts';
import { readMetricSums } from '../../../functions/catalog/store/queries/metric-data.ts';
import { readStackDrift } from '../../../functions/catalog/store/queries/stack-drift.ts';
import { CatalogBench } from '../../support/catalog-bench.ts';
import { clockOf } from '../../support/clock.ts';

const part = (id: string, type: Component['type']): Component => ({
  ...{ id, type, facts: {}, domain: id.split('/')[0] ?? '' },
  resources: [{ stack: 'S', logicalId: id, type: 'T' }],
});
const edge = (from: string, kind: Edge['kind'], to: string, via?: string): Edge => ({
  ...{ from, kind, to, ...(via === undefined ? {} : { via }) },
  evidence: [{ stack: 'S', logicalId: `${from} ${to}`, property: 'P' }],
});

/** One function that two call, one that a schedule alone starts, a table with one reader and two writers, a rule of one type. */
const CATALOG: Catalog = {
  format: 1,
  components: [
    ...['a/api', 'a/task', 'b/api', 'b/work'].map((id) => part(id, 'function')),
    ...[part('a/clock', 'schedule'), part('a/table', 'table'), part('a/rule', 'rule'), part('a/bus', 'bus')],
    part('registry/prober', 'function'),
    part('a/api-errors', 'alarm'),
  ],
  edges: [
    edge('a/clock', 'schedules', 'a/task'),
    edge('registry/prober', 'calls', 'a/task'),
    edge('b/api', 'calls', 'a/api'),
    edge('b/work', 'calls', 'a/api'),
    edge('a/api', 'reads', 'a/table'),
    edge('a/api', 'writes', 'a/table'),
    edge('a/task', 'writes', 'a/table'),
    edge('b/api', 'publishes', 'a/bus', 'a.B'),
    edge('a/rule', 'subscribes', 'a/bus', 'a.B'),
    edge('a/api-errors', 'watches', 'a/api'),
  ],
  events: [],
  rights: [],
  strays: [],
};

type Row = Readonly<Record<string, string>>;
const rowsOf = async (bench: CatalogBench, query = ''): Promise<readonly Row[]> =>
  (await bench.get('layers', query)).body.data;
const said = (rows: readonly Row[], layer: 'deployed' | 'observed') =>
  rows.map((one) => `${one.from} ${one.kind} ${one.to}: ${one[layer]}`);

describe('edges as they were seen in use', () => {
  test('are used where a count moved that they alone move, perhaps where others move it too, and unused where it stood still', async () => {
    const bench = new CatalogBench(CATALOG);
    bench.counted.set('Invocations S-a/task S-a/task:live', 12).set('Invocations S-a/api S-a/api:live', 3);
    bench.counted.set('ConsumedReadCapacityUnits S-a/table', 5).set('ConsumedWriteCapacityUnits S-a/table', 5);
    bench.counted.set('MatchedEvents S-a/rule', 0);
    const all = await Promise.all(
      ['a/clock', 'registry/prober', 'b/work', 'a/table', 'b/api'].map((id) => rowsOf(bench, `component=${id}`)),
    );
    expect(all.flatMap((rows) => said(rows, 'observed'))).toEqual([
      'a/clock schedules a/task: used',
      'registry/prober calls a/task: unmeasured',
      'b/work calls a/api: perhaps',
      'a/api reads a/table: used',
      'a/api writes a/table: perhaps',
      'a/task writes a/table: perhaps',
      'b/api calls a/api: perhaps',
      'b/api publishes a/bus: unused',
    ]);
  });

  test('are unmeasured where AWS counts nothing of them, says nothing, or does not answer', async () => {
    const bench = new CatalogBench(CATALOG);
    expect(new Set((await rowsOf(bench, 'component=a/api')).map(({ observed }) => observed))).toEqual(
      new Set(['unmeasured']),
    );
    bench.countsFail = true;
    bench.now += 60_000;
    expect((await rowsOf(bench, 'component=a/clock'))[0]?.observed).toBe('unmeasured');
    expect(bench.errors).toEqual(['what was counted is not to be read']);
  });
});

describe('edges as they are in the account', () => {
  test('are changed or gone where CloudFormation found so of what they were derived from, and those alone are listed without a part', async () => {
    const bench = new CatalogBench(CATALOG);
    expect(await rowsOf(bench)).toEqual([]);
    bench.drift.set('S', {
      checkedAt: bench.now - 1_000,
      resources: new Map([
        ['a/clock a/task', 'DELETED'],
        ['b/api a/api', 'MODIFIED'],
        ['a/api a/table', 'IN_SYNC'],
      ]),
    });
    bench.now += 60_000;
    const { body } = await bench.get('layers');
    expect(body.comparedAt).toBe('2026-11-30T23:59:59.000Z');
    expect(said(body.data, 'deployed')).toEqual(['a/clock schedules a/task: gone', 'b/api calls a/api: changed']);
    expect(said(await rowsOf(bench, 'component=a/table'), 'deployed')).toEqual([
      'a/api reads a/table: as-declared',
      'a/api writes a/table: as-declared',
      'a/task writes a/table: unchecked',
    ]);
  });

  test('are as bad as the worst of what they were derived from: gone, changed, not compared, and only then as declared', () => {
    const drift = new Map<string, StackDrift>();
    const resources = new Map([
      ['in', 'IN_SYNC'],
      ['other', 'MODIFIED'],
      ['gone', 'DELETED'],
    ] as const);
    drift.set('S', { checkedAt: 0, resources });
    const of = (...ids: readonly string[]) =>
      deployedAs({ evidence: ids.map((logicalId) => ({ stack: 'S', logicalId, property: 'P' })) }, drift);
    expect([of('in'), of('in', 'none'), of('none', 'other'), of('other', 'gone', 'in'), of()]).toEqual([
      'as-declared',
      'unchecked',
      'changed',
      'gone',
      'unchecked',
    ]);
  });

  test('are gone where CloudWatch tells of other alarms and not of theirs, and unchecked where it tells of none', async () => {
    const bench = new CatalogBench(CATALOG);
    const watching = async () => said(await rowsOf(bench, 'component=a/api-errors'), 'deployed')[0];
    expect(await watching()).toBe('a/api-errors watches a/api: unchecked');
    bench.silent = true;
    bench.now += 60_000;
    expect(await watching()).toBe('a/api-errors watches a/api: unchecked');
    bench.silent = false;
    const more = part('a/other-errors', 'alarm');
    bench.catalog = { ...CATALOG, components: [...CATALOG.components, more] };
    bench.forget('a/api-errors', 'a/other-errors');
    bench.now += 60_000;
    expect(await watching()).toBe('a/api-errors watches a/api: gone');
  });

  test('are told by the answers of CloudFormation to whoever asks for a stack, once somebody let it compare', async () => {
    const answers: Record<string, string> = {
      DescribeStacks:
        '<Stacks><member><DriftInformation><StackDriftStatus>DRIFTED</StackDriftStatus><LastCheckTimestamp>2026-12-01T09:00:00Z</LastCheckTimestamp></DriftInformation></member></Stacks>',
      ListStackResources:
        '<StackResourceSummaries><member><LogicalResourceId>A</LogicalResourceId><DriftInformation><StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus></DriftInformation></member><member><LogicalResourceId>B</LogicalResourceId><DriftInformation><StackResourceDriftStatus>NOT_CHECKED</StackResourceDriftStatus></DriftInformation></member></StackResourceSummaries>',
    };
    const asked: string[] = [];
    const server = createServer(async (request, response) => {
      const action = new URLSearchParams(await textOf(request)).get('Action') ?? '';
      asked.push(action);
      response.end(answers[action]);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const aws = {
      ...{ region: 'eu-central-1', endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
      credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'token' }),
      clock: clockOf(() => 0),
    };
    expect(await readStackDrift(aws)('S')).toEqual({
      checkedAt: Date.parse('2026-12-01T09:00:00Z'),
      resources: new Map([['A', 'MODIFIED']]),
    });
    answers.DescribeStacks = '<Stacks><member><StackName>S</StackName></member></Stacks>';
    expect((await readStackDrift(aws)('S')).checkedAt).toBeUndefined();
    expect(asked).toEqual(['DescribeStacks', 'ListStackResources', 'DescribeStacks']);
    server.closeAllConnections();
    server.close();
  });
});

describe('sums of what AWS counts', () => {
  test('are asked for by 500 a call, over whole periods that end now, and come in the order of the question', async () => {
    const asked: { readonly StartTime: number; readonly MetricDataQueries: readonly { readonly Id: string }[] }[] = [];
    const sums = readMetricSums((async (_: string, input: never) => {
      asked.push(input);
      const queries = (input as (typeof asked)[number]).MetricDataQueries;
      const told = queries.filter(({ Id }) => Id !== 'm1').map(({ Id }) => ({ Id, Values: [1, Number(Id.slice(1))] }));
      return { MetricDataResults: told.toReversed() };
    }) as never);
    const metrics = Array.from({ length: 501 }, (_, index) => ({ namespace: 'N', name: `${index}`, dimensions: {} }));
    const found = await sums(metrics, 3_600_000, 7_250_000);
    expect(asked.map(({ MetricDataQueries }) => MetricDataQueries.length)).toEqual([500, 1]);
    expect(asked[0]?.StartTime).toBe(3_900);
    expect([found[0], found[1], found[2], found[500]]).toEqual([1, undefined, 3, 501]);
  });
});
