import { randomUUID } from 'node:crypto';
import type { Declarations } from '../../functions/catalog/contract/declarations.ts';
import { build } from '../../functions/catalog/handlers/api/routes.ts';
import type { CatalogDeps } from '../../functions/catalog/handlers/deps.ts';
import type { AlarmChange } from '../../functions/catalog/model/activity.ts';
import type { Catalog } from '../../functions/catalog/model/catalog.ts';
import type { StackDrift } from '../../functions/catalog/model/drift.ts';
import { graphOf } from '../../functions/catalog/model/graph.ts';
import type { AlarmReading } from '../../functions/catalog/model/health.ts';
import type { Parked } from '../../functions/catalog/model/parking-places.ts';
import type { Snapshot } from '../../functions/catalog/model/snapshot.ts';
import type { Snapshots } from '../../functions/catalog/store/queries/snapshots.ts';
import type { ReleaseEntry } from '../../functions/registry/contract/releases-view.ts';
import { asking } from './asking.ts';
import { clockOf } from './clock.ts';

/** Snapshots in memory, the newest first. */
export const snapshotsInMemory = (): Snapshots & { readonly kept: [Snapshot, Catalog][] } => {
  const kept: [Snapshot, Catalog][] = [];
  return {
    kept,
    list: async (until, max) => {
      const there = kept.flatMap(([one]) => (one.takenAt <= until ? [one] : []));
      return { snapshots: there.slice(0, max), more: there.length > max };
    },
    read: async (snapshot) => {
      const found = kept.find(([one]) => one === snapshot);
      if (found === undefined) throw new Error('it is not kept');
      return found[1];
    },
    put: async (snapshot, catalog) => {
      kept.unshift([snapshot, catalog]);
    },
  };
};

/** AWS calls everything by its stack and its logical id. */
const physicalIdsOf = ({ components }: Catalog): ReadonlyMap<string, ReadonlyMap<string, string>> => {
  const all = new Map<string, Map<string, string>>();
  for (const { stack, logicalId } of components.flatMap(({ resources }) => resources)) {
    const names = all.get(stack) ?? new Map<string, string>();
    names.set(logicalId, `${stack}-${logicalId}`);
    all.set(stack, names);
  }
  return all;
};

const marks = new WeakMap<Catalog, string>();

/** Another one for each other catalog. */
const markOf = (catalog: Catalog): string => {
  const mark = marks.get(catalog) ?? randomUUID();
  marks.set(catalog, mark);
  return mark;
};

const NOTHING_DECLARED: Declarations = { domains: [], runbooks: [] };

/**
 * The catalog's API over a system that a test changes, in a time that a test moves: alarms by the ids of their components, releases,
 * what is parked, and the catalog itself. Whatever it caches, it caches by this clock.
 */
export class CatalogBench {
  now = Date.parse('2026-12-01T00:00:00Z');
  settled = true;
  /** CloudWatch does not answer. */
  silent = false;
  readonly snapshots = snapshotsInMemory();
  readonly entries: ReleaseEntry[] = [];
  /** By the id of the place; what is missing AWS does not tell. */
  readonly parked = new Map<string, Parked>();
  /** Sums by the name of the metric and what it is of; what is missing CloudWatch does not tell. */
  readonly counted = new Map<string, number>();
  countsFail = false;
  /** By stack. */
  readonly drift = new Map<string, StackDrift>();
  readonly errors: string[] = [];
  catalog: Catalog;
  readonly #alarms = new Map<string, AlarmReading>();
  readonly #history: AlarmChange[] = [];
  readonly #ask: ReturnType<typeof asking>;

  constructor(catalog: Catalog, declared: Declarations = NOTHING_DECLARED, codeVersion = 'test') {
    this.catalog = catalog;
    for (const { type, id, resources } of catalog.components)
      if (type === 'alarm')
        this.#alarms.set(id, {
          ...{ name: `${resources[0]?.stack}-${resources[0]?.logicalId}`, state: 'ok' as const },
          ...{ since: this.now, says: `${id}.` },
        });
    this.#ask = asking(build(this.#deps(declared, codeVersion)));
  }

  #deps(declared: Declarations, codeVersion: string): CatalogDeps {
    const clock = clockOf(() => this.now);
    return {
      ...{ clock, codeVersion, declared, snapshots: this.snapshots, runbooks: new Map() },
      log: { info: () => {}, warn: () => {}, error: (message) => this.errors.push(message) },
      system: async () => ({
        graph: graphOf(this.catalog),
        physicalIds: physicalIdsOf(this.catalog),
        ...{ mark: markOf(this.catalog), settled: this.settled, seenAt: this.now },
      }),
      alarms: async () => {
        if (this.silent) throw new Error('CloudWatch is silent');
        return [...this.#alarms.values()];
      },
      alarmHistory: async () => this.#history,
      releases: {
        all: async () => [this.#releases()],
        of: async () => this.#releases(),
        delivery: async () => [],
      },
      counts: async (metrics) => {
        if (this.countsFail) throw new Error('CloudWatch is silent');
        return metrics.map(({ name, dimensions }) =>
          this.counted.get(`${name} ${Object.values(dimensions).join(' ')}`),
        );
      },
      drift: async (stack) => this.drift.get(stack) ?? { checkedAt: undefined, resources: new Map() },
      parked: async ({ component: { id } }) => {
        const held = this.parked.get(id);
        if (held === undefined) throw new Error('SQS is silent');
        return held;
      },
    };
  }

  #releases() {
    return {
      ...{ domain: 'ledger', release: 1, removed: false, functions: [], problems: [], notes: [], open: null },
      ...{ back: null, noWayBack: null, entries: this.entries },
    };
  }

  /** An alarm begins to ring, or ends, at this moment. @param id of its component */
  ring(id: string, state: 'alarm' | 'ok'): void {
    const before = this.#alarms.get(id);
    if (before === undefined) throw new Error(`${id} is no alarm`);
    this.#alarms.set(id, { ...before, state, since: this.now });
    this.#history.unshift({ name: before.name, at: this.now, to: state });
  }

  /** An alarm is deleted by hand, and there is another one. */
  forget(id: string, other: string): void {
    const before = this.#alarms.get(id);
    if (before === undefined) throw new Error(`${id} is no alarm`);
    this.#alarms.delete(id);
    this.#alarms.set(other, { ...before, name: `S-${other}` });
  }

  /** Asks `GET /v1/catalog/<call>`. */
  async get(call: string, query = '', headers: Record<string, string> = {}) {
    const {
      status,
      json,
      headers: said,
    } = await this.#ask(`GET /v1/catalog${call === '' ? '' : `/${call}`}`, {
      ...{ tenant: 'acme', query, headers },
    });
    return { status, body: json, etag: said.etag };
  }
}
