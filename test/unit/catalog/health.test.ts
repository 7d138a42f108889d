import { describe, expect, test } from '@jest/globals';
import type { Catalog, Component, Edge } from '../../../functions/catalog/model/catalog.ts';
import { graphOf } from '../../../functions/catalog/model/graph.ts';
import { graphAround } from '../../../functions/catalog/model/graph-view.ts';
import { type AlarmReading, systemHealth } from '../../../functions/catalog/model/health.ts';

const part = (id: string, type: Component['type'] = 'function', facts: Component['facts'] = {}): Component => ({
  ...{ id, type, facts, domain: id.split('/')[0] ?? '' },
  resources: [{ stack: 'S', logicalId: id.replace('/', ''), type: 'T' }],
});
const edge = (from: string, kind: Edge['kind'], to: string): Edge => ({ from, kind, to, evidence: [] });

/** pay/api calls ledger/api, which writes ledger/table; an alarm on each function, and one on the silence of the other domain. */
const CATALOG: Catalog = {
  format: 1,
  components: [
    part('ledger', 'domain'),
    part('ledger/api'),
    part('ledger/table', 'table'),
    part('ledger/api-errors', 'alarm'),
    part('pay', 'domain'),
    part('pay/api'),
    part('pay/api-errors', 'alarm'),
    part('pay/quiet', 'alarm', { silence: true }),
    part('pay/clock', 'schedule'),
    part('lone', 'domain'),
    part('lone/bucket', 'bucket'),
  ],
  edges: [
    edge('pay/api', 'calls', 'ledger/api'),
    edge('ledger/api', 'writes', 'ledger/table'),
    edge('ledger/api-errors', 'watches', 'ledger/api'),
    edge('pay/api-errors', 'watches', 'pay/api'),
    edge('pay/quiet', 'watches', 'pay/clock'),
  ],
  events: [],
  rights: [],
  strays: [],
};
const GRAPH = graphOf(CATALOG);
/** AWS calls everything by the stack and the name. */
const NAMES = new Map([['S', new Map(CATALOG.components.map(({ id }) => [id.replace('/', ''), `S-${id}`]))]]);
const reading = (id: string, state: AlarmReading['state']): AlarmReading => ({
  name: `S-${id}`,
  state,
  since: 0,
  says: '',
});
const ALL = ['ledger/api-errors', 'pay/api-errors', 'pay/quiet'];
const healthWith = (...ringing: readonly string[]) =>
  systemHealth(
    GRAPH,
    ALL.map((id) => reading(id, ringing.includes(id) ? 'alarm' : 'ok')),
    NAMES,
  );

describe('the health of the system', () => {
  test('is well while no alarm rings; what nothing watches is as well as what it needs, or nobody knows', () => {
    const health = healthWith();
    expect([health.troubled, health.roots, health.watched]).toEqual([[], [], 3]);
    const said = ['ledger/api', 'pay', 'ledger', 'lone', 'lone/bucket'].map(health.of);
    expect(said).toEqual(['ok', 'ok', 'ok', 'unknown', 'unknown']);
  });

  test('is unknown everywhere where the alarms cannot be read, and so is a part whose alarm has seen nothing yet', () => {
    const silent = systemHealth(GRAPH, undefined, NAMES);
    expect(CATALOG.components.map(({ id }) => silent.of(id))).toEqual(CATALOG.components.map(() => 'unknown'));
    const young = systemHealth(GRAPH, [reading('pay/api-errors', 'unknown')], NAMES);
    expect([young.of('pay/api'), young.of('pay'), young.troubled]).toEqual(['unknown', 'unknown', []]);
  });

  test('shows trouble where it is, what is affected by it as affected, and its root', () => {
    const health = healthWith('ledger/api-errors', 'pay/api-errors');
    expect(health.troubled).toEqual(['ledger/api', 'pay/api']);
    expect(health.roots).toEqual(['ledger/api']);
    expect(health.affectedBy('pay/api')).toEqual(['ledger/api']);
    expect(health.affects('ledger/api')).toBe(1);
    const one = healthWith('ledger/api-errors');
    expect([one.of('pay/api'), one.of('pay'), one.affectedBy('pay/api')]).toEqual(['ok', 'ok', ['ledger/api']]);
    expect([one.of('ledger'), one.of('ledger/api')]).toEqual(['degraded', 'degraded']);
  });

  test('is down where what must never rest has rested, which comes before what is in trouble and works', () => {
    const health = healthWith('ledger/api-errors', 'pay/quiet');
    expect([health.of('pay/clock'), health.of('pay')]).toEqual(['down', 'down']);
    expect(health.troubled).toEqual(['pay/clock', 'ledger/api']);
  });

  test('leaves out alarms that the catalog does not know, such as of versions that are gone', () => {
    const health = systemHealth(GRAPH, [reading('ledger/api-errors:7', 'alarm')], NAMES);
    expect([health.troubled, health.watched]).toEqual([[], 0]);
  });
});

describe('the graph around a part', () => {
  const root = (id: string) => graphAround(CATALOG, GRAPH.component(id), 1, 'both');

  test('has what is one hop away, and counts what one more hop would show', () => {
    expect(root('pay/api')).toEqual({
      nodes: ['pay/api', 'ledger/api'],
      edges: [{ from: 'pay/api', to: 'ledger/api', kind: 'calls', count: 1 }],
      left: 1,
    });
    expect(graphAround(CATALOG, GRAPH.component('pay/api'), 2, 'needs').nodes).toHaveLength(3);
    expect(graphAround(CATALOG, GRAPH.component('pay/api'), 4, 'needed').nodes).toEqual(['pay/api']);
  });

  test('of all domains has one node each, and one edge for all of a kind', () => {
    const { nodes, edges } = graphAround(CATALOG, undefined, 1, 'both');
    expect(nodes).toEqual(['ledger', 'lone', 'pay']);
    expect(edges).toEqual([{ from: 'pay', to: 'ledger', kind: 'calls', count: 1 }]);
  });

  test('is in trouble where an alarm rings on a domain as a whole, which is then where to look first', () => {
    const onWhole = graphOf({
      ...CATALOG,
      components: [...CATALOG.components, part('ledger/invariants', 'alarm')],
      edges: [...CATALOG.edges, edge('ledger/invariants', 'watches', 'ledger')],
    });
    const names = new Map([['S', new Map([['ledgerinvariants', 'S-ledger/invariants']])]]);
    for (const state of ['alarm', 'ok'] as const) {
      const health = systemHealth(onWhole, [reading('ledger/invariants', state)], names);
      const found = state === 'alarm' ? ['ledger'] : [];
      expect([health.troubled, health.roots, health.of('ledger')]).toEqual([
        found,
        found,
        state === 'alarm' ? 'degraded' : 'ok',
      ]);
    }
  });
});
