import { describe, expect, test } from '@jest/globals';
import {
  type AlarmChange,
  concerns,
  type Happening,
  happenings,
  upstreamOf,
} from '../../../functions/catalog/model/activity.ts';
import type { Catalog, Component, Edge } from '../../../functions/catalog/model/catalog.ts';
import { graphOf } from '../../../functions/catalog/model/graph.ts';
import type { Snapshot } from '../../../functions/catalog/model/snapshot.ts';
import { readAlarmHistory } from '../../../functions/catalog/store/queries/alarm-history.ts';
import type { JsonService } from '../../../functions/kernel/aws/aws-call.ts';
import type { ReleaseEntry } from '../../../functions/registry/contract/releases-view.ts';
import { Alarms } from '../../../local/cloudwatch/alarms.ts';
import { cloudwatchOperations } from '../../../local/cloudwatch/cloudwatch-api.ts';
import { Metrics } from '../../../local/cloudwatch/metrics.ts';

const part = (id: string, type: Component['type'] = 'function'): Component => ({
  ...{ id, type, facts: {}, runbook: 'http-function', domain: id.split('/')[0] ?? '' },
  resources: [],
});
const edge = (from: string, kind: Edge['kind'], to: string): Edge => ({ from, kind, to, evidence: [] });

/** pay/api calls ledger/api, which writes ledger/table; notes/api needs nobody. */
const CATALOG: Catalog = {
  format: 1,
  components: [
    part('ledger', 'domain'),
    part('ledger/api'),
    part('ledger/table', 'table'),
    part('ledger/api-errors', 'alarm'),
    part('pay', 'domain'),
    part('pay/api'),
    part('notes', 'domain'),
    part('notes/api'),
  ],
  edges: [
    edge('pay/api', 'calls', 'ledger/api'),
    edge('ledger/api', 'writes', 'ledger/table'),
    edge('ledger/api-errors', 'watches', 'ledger/api'),
  ],
  events: [],
  rights: [],
  strays: [],
};
const GRAPH = graphOf(CATALOG);
const entry = (domain: string, seq: number, at: string, kind = 'deployed'): ReleaseEntry => ({
  ...{ domain, seq, at, kind, actor: 'ann', release: 1, says: `${kind} ${domain}` },
});
const told = (
  entries: readonly ReleaseEntry[],
  changes: readonly AlarmChange[],
  snapshots: readonly Snapshot[] = [],
) => ({
  ...{ entries, changes, snapshots },
  alarmOf: (name: string) => (name === 'known' ? GRAPH.component('ledger/api-errors') : undefined),
  saysOf: () => 'Lambda function errors.',
});

describe('the feed of what happened', () => {
  test('has releases and alarms in one order, the newest first, and leaves out what changed nothing', () => {
    const all = happenings(
      GRAPH,
      told(
        [
          entry('pay', 1, '2026-11-30T10:00:00.000Z'),
          entry('pay', 2, '2026-11-30T12:00:00.000Z', 'floor-raised'),
          entry('ledger', 1, '2026-11-30T11:00:00.000Z', 'rollback-done'),
        ],
        [
          { name: 'known', at: Date.parse('2026-11-30T10:30:00Z'), to: 'alarm' },
          { name: 'known', at: Date.parse('2026-11-30T13:00:00Z'), to: 'ok' },
          { name: 'of a version that is gone', at: Date.parse('2026-11-30T14:00:00Z'), to: 'alarm' },
        ],
      ),
    );
    expect(all.map(({ kind, component }) => `${kind} ${component}`)).toEqual([
      'ended ledger/api',
      'rollback-done ledger',
      'rang ledger/api',
      'deployed pay',
    ]);
    expect(all[2]).toMatchObject({ runbook: 'http-function', by: null, source: 'alarm' });
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test('of a part has what it cannot do without, as far upstream as is asked, and nothing else', () => {
    expect([...upstreamOf(GRAPH, 'pay/api', 1)]).toEqual(['pay/api', 'ledger/api']);
    expect([...upstreamOf(GRAPH, 'pay/api', 4)]).toEqual(['pay/api', 'ledger/api', 'ledger/table']);
    const happened = (component: string): Happening => ({
      ...{ id: component, at: '', source: 'alarm', kind: 'rang', component, by: null, says: '', runbook: null },
    });
    const how = (of: string, hops: number) => {
      const one = GRAPH.component(of);
      if (one === undefined) throw new Error(of);
      const judge = concerns(GRAPH, one, hops);
      return ['pay', 'pay/api', 'ledger', 'ledger/api', 'ledger/table', 'notes'].map((id) => judge(happened(id)));
    };
    expect(how('pay/api', 4)).toEqual(['own', 'own', 'upstream', 'upstream', 'upstream', undefined]);
    expect(how('pay/api', 1)).toEqual(['own', 'own', 'upstream', 'upstream', undefined, undefined]);
    expect(how('pay/api', 0)).toEqual(['own', 'own', undefined, undefined, undefined, undefined]);
    expect(how('pay', 1)).toEqual(['own', 'own', 'upstream', 'upstream', undefined, undefined]);
    expect(how('ledger/api', 4)).toEqual([undefined, undefined, 'own', 'own', 'upstream', undefined]);
  });
});

describe('what alarms did', () => {
  test('is read from CloudWatch page by page: what began to ring and ceased to, of this deployment alone', async () => {
    const items = Array.from({ length: 250 }, (_, index) => ({
      AlarmName: index % 2 === 0 ? `Folio-${index}` : `Other-${index}`,
      Timestamp: 1_000 + index,
      HistorySummary: ['Alarm updated from OK to ALARM', 'Alarm updated from ALARM to OK', 'Alarm "x" created'][
        index % 3
      ],
    }));
    const asked: unknown[] = [];
    const cloudwatch: JsonService = async (action, input, schema) => {
      asked.push([action, (input as { NextToken?: string }).NextToken]);
      const from = Number((input as { NextToken?: string }).NextToken ?? 0);
      const next = from + 100 < items.length ? { NextToken: String(from + 100) } : {};
      return schema.parse({ AlarmHistoryItems: items.slice(from, from + 100), ...next });
    };
    const found = await readAlarmHistory(cloudwatch, 'Folio-')(2_000_000_000_000);
    expect(asked).toEqual([
      ['DescribeAlarmHistory', undefined],
      ['DescribeAlarmHistory', '100'],
      ['DescribeAlarmHistory', '200'],
    ]);
    const meant = items.filter(
      ({ AlarmName, HistorySummary = '' }) => AlarmName.startsWith('Folio-') && /from/.test(HistorySummary),
    );
    expect(found.map(({ name }) => name)).toEqual(meant.map(({ AlarmName }) => AlarmName));
    expect(new Set(found.map(({ to }) => to))).toEqual(new Set(['alarm', 'ok']));
  });

  test('is told by the local cloud as by AWS, the newest first', async () => {
    const metrics = new Metrics();
    const alarms = new Alarms(metrics, () => undefined);
    const dimensions = { function: 'f' };
    alarms.set({
      ...{ name: 'Folio-a', description: '', namespace: 'n', metric: 'errors', dimensions },
      ...{ statistic: 'Sum', periodMs: 60_000, periods: 1, datapoints: 1, threshold: 0 },
      ...{ comparison: 'GreaterThanThreshold', missing: 'notBreaching' },
    });
    const start = Date.now() - (Date.now() % 60_000);
    alarms.tick(start);
    metrics.put('n', 'errors', dimensions, 1, start + 1_000);
    alarms.tick(start + 2_000);
    alarms.tick(start + 180_000);
    const operations = cloudwatchOperations(alarms, () => start + 180_000);
    const cloudwatch: JsonService = async (action, input, schema) =>
      schema.parse(await operations[action]?.(input as never, {} as never));
    const found = await readAlarmHistory(cloudwatch, 'Folio-')(start);
    expect(found).toEqual([
      { name: 'Folio-a', at: start + 180_000, to: 'ok' },
      { name: 'Folio-a', at: start + 2_000, to: 'alarm' },
    ]);
  });
});
