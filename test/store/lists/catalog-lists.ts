import { build as buildCatalog } from '../../../functions/catalog/handlers/api/routes.ts';
import type { CatalogDeps } from '../../../functions/catalog/handlers/deps.ts';
import type { Catalog, Component } from '../../../functions/catalog/model/catalog.ts';
import { graphOf } from '../../../functions/catalog/model/graph.ts';
import type { Snapshot } from '../../../functions/catalog/model/snapshot.ts';
import type { Snapshots } from '../../../functions/catalog/store/queries/snapshots.ts';
import type { ReleaseEntry } from '../../../functions/registry/contract/releases-view.ts';
import { type Ask, asking, type Fills, LIMIT } from '../../support/asking.ts';

/** A part of a system, and whether an alarm that is OK watches it. */
interface Part extends Partial<Omit<Component, 'id' | 'resources'>> {
  readonly id: string;
  readonly watched?: boolean;
}

/** Snapshots that were taken, the newest first; a list reads none of them but where it is asked for that time. */
const snapshotsOf = (all: readonly Snapshot[], catalog?: Catalog): Snapshots => ({
  list: async (until, max) => {
    const there = all.filter(({ takenAt }) => takenAt <= until);
    return { snapshots: there.slice(0, max), more: there.length > max };
  },
  read: async () => {
    if (catalog === undefined) throw new Error('a list reads no snapshot');
    return catalog;
  },
  put: async () => {},
});

const resourceOf = (id: string) => ({ stack: 'S', logicalId: id, type: 'T' });

/** A system of these parts; the alarms beside them are no part of what is listed for a type. */
const systemOf = (parts: readonly Part[]): Catalog => {
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
  return { format: 1, components, edges, events: [], rights: [], strays: [] };
};

/** The catalog's API over a system of these parts. */
const catalogOf = (parts: readonly Part[], more: Partial<CatalogDeps> = {}): Ask => {
  const graph = graphOf(systemOf(parts));
  const watched = parts.filter((one) => one.watched === true);
  const names = new Map(graph.catalog.components.map(({ id }) => [id, id]));
  const alarms = watched.map(({ id }) => ({ name: `${id}-alarm`, state: 'ok' as const, since: 0, says: '' }));
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const clock = { now: () => 0, sleep: async () => {} };
  return asking(
    buildCatalog({
      ...{ clock, log, codeVersion: 'test', runbooks: new Map() },
      system: async () => ({ graph, physicalIds: new Map([['S', names]]), mark: '', settled: false, seenAt: 0 }),
      alarms: async () => alarms,
      ...{
        alarmHistory: async () => [],
        releases: { all: async () => [], of: async () => undefined, delivery: async () => [] },
      },
      ...{
        declared: { domains: [], runbooks: [] },
        parked: async () => undefined,
        counts: async () => [],
        drift: async () => ({ checkedAt: undefined, resources: new Map() }),
        snapshots: snapshotsOf([]),
        ...more,
      },
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

/** A release log of so many deployments, each at a time of its own but for two that happened at once. */
const deployments = (rows: number): readonly ReleaseEntry[] =>
  Array.from({ length: rows }, (_, index) => ({
    ...{ domain: 'ledger', seq: rows - index, actor: 'cloudformation', kind: 'deployed', release: 1 },
    at: new Date(1_000 * Math.max(0, rows - index - 2)).toISOString(),
    says: 'deployed',
  }));

const withReleases = (entries: readonly ReleaseEntry[]): Partial<CatalogDeps> => {
  const ledger = {
    ...{ domain: 'ledger', release: 1, removed: false, functions: [], problems: [], notes: [], open: null },
    ...{ back: null, noWayBack: null, entries },
  };
  return { releases: { all: async () => [ledger], of: async () => ledger, delivery: async () => [] } };
};

export const CATALOG_LISTS: Fills = {
  listActivity: async (_tenant, rows) => ({ ask: catalogOf([], withReleases(deployments(rows))) }),
  listScorecards: async (_tenant, rows) => ({
    ask: catalogOf(Array.from({ length: rows }, (_, index) => ({ id: `part${index}` }))),
  }),
  listSnapshots: async (_tenant, rows) => ({
    ask: catalogOf([], {
      snapshots: snapshotsOf(
        Array.from({ length: rows }, (_, index) => ({
          ...{ takenAt: -index, digest: String(index), components: 1, edges: 0, users: 0, operators: 1 },
        })),
      ),
    }),
  }),
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
  // Each of the ledger's behind one of payments', which it does not need.
  'listActivity by component and hops': async (_tenant, rows) => ({
    ask: catalogOf(
      [{ id: 'ledger', type: 'domain' }, { id: 'ledger/api' }, { id: 'payments', type: 'domain', domain: 'payments' }],
      withReleases(
        deployments(3 * rows + 2 * LIMIT).map((one, index) => ({
          ...one,
          domain: index % 3 === 1 && index < 3 * rows ? 'ledger' : 'payments',
        })),
      ),
    ),
    query: '&component=ledger/api&hops=2',
  }),
  'listScorecards by domain and below': async (_tenant, rows) => ({
    ...{ ask: catalogOf(among(rows, { domain: 'payments', tier: 1 })), query: '&domain=payments&below=true' },
  }),
  'listScorecards by asOf': async (_tenant, rows) => ({
    ask: catalogOf([{ id: 'of-today' }], {
      snapshots: snapshotsOf(
        [{ ...{ takenAt: 0, digest: '0', components: rows, edges: 0 }, ...{ users: 0, operators: 0 } }],
        systemOf(Array.from({ length: rows }, (_, index) => ({ id: `then${index}` }))),
      ),
    }),
    query: '&asOf=1970-01-01T00:00:00.000Z',
  }),
  'listComponents by q': async (_tenant, rows) => ({
    ...{ ask: catalogOf(among(rows, {})), query: '&q=wanted' },
  }),
};
