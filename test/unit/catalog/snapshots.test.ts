import { describe, expect, test } from '@jest/globals';
import { build as buildTask } from '../../../functions/catalog/handlers/snapshot.ts';
import type { Catalog, Component } from '../../../functions/catalog/model/catalog.ts';
import { graphOf } from '../../../functions/catalog/model/graph.ts';
import {
  describeSnapshot,
  digestOf,
  keyBefore,
  snapshotKey,
  snapshotOf,
} from '../../../functions/catalog/model/snapshot.ts';
import { CatalogBench, snapshotsInMemory } from '../../support/catalog-bench.ts';
import { clockOf } from '../../support/clock.ts';

const part = (id: string, type: Component['type'] = 'function'): Component => ({
  ...{ id, type, facts: {}, domain: id.split('/')[0] ?? '', owner: 'books' },
  resources: [{ stack: 'S', logicalId: id.replace('/', ''), type: 'T' }],
});
const of = (...components: readonly Component[]): Catalog => ({
  ...{ format: 1, edges: [], events: [], rights: [], strays: [] },
  components: components.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
});
const OLD = of(part('ledger', 'domain'), part('ledger/api'));
const route: Component = { ...part('ledger/open', 'route'), facts: { route: 'GET /open', open: true } };
const NEW = of(part('ledger', 'domain'), part('ledger/api'), part('ledger/relay'), route);
const MINUTE = 60_000;
const iso = (at: number): string => new Date(at).toISOString();

describe('the key of a snapshot', () => {
  test('says all that a list shows, and lists the newest first', () => {
    const first = describeSnapshot(OLD, 1_700_000_000_000, undefined);
    const second = describeSnapshot(NEW, 1_700_000_060_000, OLD);
    for (const one of [first, second]) expect(snapshotOf(snapshotKey(one))).toEqual(one);
    expect([snapshotKey(first), snapshotKey(second)].sort()).toEqual([snapshotKey(second), snapshotKey(first)]);
    expect([first.users, first.operators, second.users, second.operators]).toEqual([0, 0, 1, 1]);
    expect(snapshotOf('snapshots/readme.txt')).toBeUndefined();
  });

  test('lies behind the key of its own moment and of each later one, and before that of each earlier one', () => {
    const at = 1_700_000_000_000;
    const key = snapshotKey(describeSnapshot(OLD, at, undefined));
    expect([at, at + 1, at + MINUTE].map((moment) => key > keyBefore(moment))).toEqual([true, true, true]);
    expect(key > keyBefore(at - 1)).toBe(false);
  });
});

describe('snapshots of the system', () => {
  test('are taken where it has changed and no deployment is under way, by who looks and by the schedule', async () => {
    const bench = new CatalogBench(OLD);
    const counts = async () =>
      (await bench.get('snapshots')).body.data.map(({ components }: { readonly components: number }) => components);
    expect(await counts()).toEqual([2]);
    bench.now += MINUTE;
    expect(await counts()).toEqual([2]);
    bench.catalog = NEW;
    bench.settled = false;
    bench.now += MINUTE;
    expect(await counts()).toEqual([2]);
    bench.settled = true;
    bench.now += MINUTE;
    expect(await counts()).toEqual([4, 2]);
    const snapshots = snapshotsInMemory();
    const clock = clockOf(() => 1_700_000_000_000);
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const system = async () => ({ graph: graphOf(NEW), physicalIds: new Map(), mark: '', settled: true, seenAt: 0 });
    const task = buildTask({ clock, log, snapshots, system });
    const context = { getRemainingTimeInMillis: () => 30_000 } as never;
    expect([await task({}, context), await task(undefined, context)]).toEqual([
      { digest: digestOf(NEW) },
      { digest: digestOf(NEW) },
    ]);
    expect(snapshots.kept).toHaveLength(1);
  });

  test('that two took at once of the same system are one in the list, and that it changed then is in the feed', async () => {
    const bench = new CatalogBench(OLD);
    await bench.get('snapshots');
    const changedAt = bench.now + MINUTE;
    for (const at of [changedAt, changedAt + 5]) await bench.snapshots.put(describeSnapshot(NEW, at, OLD), NEW);
    bench.catalog = NEW;
    bench.now += 2 * MINUTE;
    const { body } = await bench.get('snapshots');
    expect(body.data.map(({ takenAt }: { readonly takenAt: string }) => takenAt)).toEqual([
      iso(changedAt),
      iso(changedAt - MINUTE),
    ]);
    const { body: feed } = await bench.get('activity');
    expect(feed.data.at(-1)).toMatchObject({
      ...{ source: 'catalog', kind: 'system-changed', at: iso(changedAt) },
      says: 'The system has 1 change for users and 1 change for operators.',
    });
  });

  test('give the catalog and its graph as of a time, of whose health nothing is known, and what changed between two', async () => {
    const bench = new CatalogBench(OLD);
    const began = bench.now;
    await bench.get('snapshots');
    bench.catalog = NEW;
    bench.now += MINUTE;
    await bench.get('snapshots');
    const then = `asOf=${iso(began + MINUTE - 1)}`;
    const { body: old } = await bench.get('', then);
    expect([old.takenAt, old.digest, old.catalog]).toEqual([iso(began), digestOf(OLD), OLD]);
    expect((await bench.get('')).body.catalog).toEqual(NEW);
    const { body: graph } = await bench.get('graph', `${then}&root=ledger`);
    expect(graph.nodes.map(({ id, health }: Readonly<Record<string, string>>) => `${id} ${health}`)).toEqual([
      'ledger/api unknown',
    ]);
    expect((await bench.get('graph', 'root=ledger')).body.nodes).toHaveLength(2);
    const { body: changes } = await bench.get('changes');
    expect([changes.from.takenAt, changes.to.takenAt, changes.left]).toEqual([iso(began), iso(bench.now), 0]);
    expect(changes.users).toEqual([{ what: 'new route GET /open, open to all', breaking: false }]);
    expect(changes.operators).toEqual([{ what: 'new function ledger/relay, of books', breaking: false }]);
    const { body: back } = await bench.get('changes', `from=${iso(bench.now)}&to=${iso(began)}`);
    expect(back.users).toEqual([{ what: 'route GET /open is gone', breaking: true }]);
    const { body: first } = await bench.get('changes', `to=${iso(began)}`);
    expect([first.from, first.users]).toEqual([null, []]);
    const held = async (query: string): Promise<readonly string[]> =>
      (await bench.get('scorecards', query)).body.data.map(({ component }: { component: string }) => component);
    expect([await held(then), await held('')]).toEqual([['ledger/api'], ['ledger/api', 'ledger/open', 'ledger/relay']]);
    for (const call of ['', 'graph', 'scorecards', 'changes']) {
      const name = call === 'changes' ? 'to' : 'asOf';
      expect([call, (await bench.get(call, `${name}=${iso(began - 1)}`)).status]).toEqual([call, 404]);
      expect([call, (await bench.get(call, `${name}=yesterday`)).status]).toEqual([call, 400]);
    }
  });
});
