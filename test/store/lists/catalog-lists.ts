import { build as buildCatalog } from '../../../functions/catalog/handlers/api/routes.ts';
import type { Component } from '../../../functions/catalog/model/catalog.ts';
import { graphOf } from '../../../functions/catalog/model/graph.ts';
import { type Ask, asking, type Fills, LIMIT } from './asking.ts';

/** A part of a system, and whether an alarm that is OK watches it. */
interface Part extends Partial<Omit<Component, 'id' | 'resources'>> {
  readonly id: string;
  readonly watched?: boolean;
}

const resourceOf = (id: string) => ({ stack: 'S', logicalId: id, type: 'T' });

/** The catalog's API over a system of these parts; the alarms beside them are no part of what is listed for a type. */
const catalogOf = (parts: readonly Part[]): Ask => {
  const watched = parts.filter((one) => one.watched === true);
  const components: Component[] = [
    ...parts.map(({ watched: _, id, ...one }) => ({
      ...{ id, type: 'function' as const, domain: 'ledger', facts: {}, ...one },
      resources: [resourceOf(id)],
    })),
    ...watched.map(({ id }) => ({
      ...{ id: `${id}-alarm`, type: 'alarm' as const, domain: 'ledger', facts: {} },
      resources: [resourceOf(`${id}-alarm`)],
    })),
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
  const edges = watched.map(({ id }) => ({ from: `${id}-alarm`, to: id, kind: 'watches' as const, evidence: [] }));
  const graph = graphOf({ format: 1, components, edges, events: [], rights: [], strays: [] });
  const names = new Map(components.map(({ id }) => [id, id]));
  const alarms = watched.map(({ id }) => ({ name: `${id}-alarm`, state: 'ok' as const, since: 0, says: '' }));
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const clock = { now: () => 0, sleep: async () => {} };
  return asking(
    buildCatalog({
      ...{ clock, log, codeVersion: 'test', runbooks: new Map() },
      system: async () => ({ graph, physicalIds: new Map([['S', names]]), seenAt: 0 }),
      alarms: async () => alarms,
      ...{ alarmHistory: async () => [], releases: { all: async () => [], of: async () => undefined } },
    }),
  );
};

/** So many parts that a filter lets through, each behind one that it does not, and more of those at both ends. */
const among = (rows: number, wanted: Omit<Part, 'id'>, other: Omit<Part, 'id'> = {}): readonly Part[] => [
  ...Array.from({ length: LIMIT + 1 }, (_, index) => ({ ...other, id: `a${index}` })),
  ...Array.from({ length: rows }, (_, index) => [
    { ...other, id: `m${index}-other` },
    { ...wanted, id: `m${index}-wanted` },
  ]).flat(),
  ...Array.from({ length: LIMIT + 1 }, (_, index) => ({ ...other, id: `z${index}` })),
];

export const CATALOG_LISTS: Fills = {
  listComponents: async (_tenant, rows) => ({
    ask: catalogOf(Array.from({ length: rows }, (_, index) => ({ id: `part${index}` }))),
  }),
};

export const FILTERED_CATALOG_LISTS: Fills = {
  'listComponents by type': async (_tenant, rows) => ({
    ...{ ask: catalogOf(among(rows, { type: 'table' })), query: '&type=table' },
  }),
  'listComponents by domain': async (_tenant, rows) => ({
    ...{ ask: catalogOf(among(rows, { domain: 'payments' })), query: '&domain=payments' },
  }),
  'listComponents by owner': async (_tenant, rows) => ({
    ...{ ask: catalogOf(among(rows, { owner: 'books' }, { owner: 'rails' })), query: '&owner=books' },
  }),
  'listComponents by tier': async (_tenant, rows) => ({
    ...{ ask: catalogOf(among(rows, { tier: 1 }, { tier: 2 })), query: '&tier=1' },
  }),
  'listComponents by health': async (_tenant, rows) => ({
    ...{ ask: catalogOf(among(rows, { watched: true })), query: '&health=ok&type=function' },
  }),
  'listComponents by q': async (_tenant, rows) => ({
    ...{ ask: catalogOf(among(rows, {})), query: '&q=wanted' },
  }),
};
