import { describe, expect, test } from '@jest/globals';
import type { Declarations } from '../../../functions/catalog/contract/declarations.ts';
import type { Catalog } from '../../../functions/catalog/model/catalog.ts';
import { CatalogBench } from '../../support/catalog-bench.ts';

/** What the newest reading says of a part: 5 s, by the bound that the console promises, after whatever happened. */
const WITHIN_MS = 5_000;

/** Tests of the API over the app's own catalog, in a time that they move. */
export const chaosIn = (catalog: Catalog, declared: Declarations): void =>
  describe('chaos in the app, as the API tells it', () => {
    const later = async (bench: CatalogBench) => {
      bench.now += WITHIN_MS;
      const { body } = await bench.get('health');
      return body;
    };
    const nodeOf = async (bench: CatalogBench, id: string): Promise<string> => {
      const { body } = await bench.get('graph', `root=${id}&depth=1`);
      return body.nodes.find((one: { readonly id: string }) => one.id === id)?.health;
    };

    test.each([
      ['a function that is stopped', 'ledger/sweep-schedule-silent', 'ledger/sweep-holds', 'down'],
      ['a function that throws', 'payments/worker-errors', 'payments/work', 'degraded'],
      ['a slow API', 'ledger/api-slow', 'ledger/api', 'degraded'],
      [
        'a queue whose work is parked',
        'payments/work-dead-letters-not-empty',
        'payments/work-dead-letters-queue',
        'degraded',
      ],
    ] as const)(
      '%s is a node, a root, an impact and a line of the feed within 5 s, and well again as soon',
      async (_, alarm, id, health) => {
        const bench = new CatalogBench(catalog, declared);
        expect(await later(bench)).toMatchObject({ health: 'ok', roots: [], trouble: [] });
        bench.ring(alarm, 'alarm');
        const { body: impact } = await bench.get('impact', `id=${id}`);
        const hard = impact.hurt.filter(({ pain }: { readonly pain: string }) => pain === 'hard');
        const bad = await later(bench);
        expect(bad).toMatchObject({ health, roots: [id] });
        expect(bad.trouble).toEqual([expect.objectContaining({ id, health, root: true, affects: hard.length })]);
        expect(await nodeOf(bench, id)).toBe(health);
        for (const hurt of hard.slice(0, 3)) {
          const { body } = await bench.get('component', `id=${hurt.id}`);
          expect([hurt.id, body.affectedBy]).toEqual([hurt.id, [id]]);
        }
        const { body: feed } = await bench.get('activity', `component=${id}&hops=0`);
        expect(feed.data[0]).toMatchObject({ source: 'alarm', kind: 'rang', component: id, says: `${alarm}.` });
        bench.ring(alarm, 'ok');
        expect(await later(bench)).toMatchObject({ health: 'ok', roots: [], trouble: [] });
        expect(await nodeOf(bench, id)).toBe('ok');
        const { body: after } = await bench.get('activity', `component=${id}&hops=0`);
        expect(after.data.slice(0, 2).map((one: { readonly kind: string }) => one.kind)).toEqual(['ended', 'rang']);
      },
    );

    test('names the cause alone as the root where what needs it fails as well', async () => {
      const bench = new CatalogBench(catalog, declared);
      for (const alarm of ['payments/worker-errors', 'ledger/api-errors']) bench.ring(alarm, 'alarm');
      const { roots, trouble } = await later(bench);
      expect(roots).toEqual(['ledger/api']);
      expect(trouble.map(({ id, root }: { readonly id: string; readonly root: boolean }) => [id, root])).toEqual([
        ['ledger/api', true],
        ['payments/work', false],
      ]);
      bench.ring('ledger/api-errors', 'ok');
      expect((await later(bench)).roots).toEqual(['payments/work']);
    });

    test('tells a release that is rolled back in the feed, and silence of CloudWatch as unknown, never as well', async () => {
      const bench = new CatalogBench(catalog, declared);
      await later(bench);
      const at = new Date(bench.now).toISOString();
      bench.entries.unshift({
        domain: 'ledger',
        seq: 3,
        at,
        actor: 'ada',
        kind: 'rollback-done',
        release: 1,
        says: 'back',
      });
      await later(bench);
      const { body: feed } = await bench.get('activity', 'component=payments/work');
      expect(feed.data[0]).toMatchObject({ kind: 'rollback-done', component: 'ledger', by: 'ada', upstream: true });
      bench.silent = true;
      expect(await later(bench)).toMatchObject({ health: 'unknown', roots: [], watched: 0 });
      for (const id of ['ledger/api', 'payments/work']) expect([id, await nodeOf(bench, id)]).toEqual([id, 'unknown']);
      bench.silent = false;
      expect(await later(bench)).toMatchObject({ health: 'ok' });
    });

    test('turns the one node that it watches, for every alarm that the app has', async () => {
      const bench = new CatalogBench(catalog, declared);
      for (const { id } of catalog.components.filter(({ type }) => type === 'alarm')) {
        const watched = catalog.edges.flatMap(({ kind, from, to }) => (kind === 'watches' && from === id ? [to] : []));
        bench.ring(id, 'alarm');
        const { trouble, roots } = await later(bench);
        expect([id, trouble.map((one: { readonly id: string }) => one.id), roots]).toEqual([id, watched, watched]);
        bench.ring(id, 'ok');
      }
      expect((await later(bench)).health).toBe('ok');
    });
  });
