import { describe, expect, test } from '@jest/globals';
import { EXPORT_FORMATS } from '../../functions/catalog/contract/export-formats.ts';
import { DOMAINS } from '../../lib/domains.ts';
import type { Client } from './local-cloud.ts';

/** Of what the system consists, how it was and how it is held: by the API of a running cloud. */
export const systemAsAWhole = (acme: () => Client): void =>
  describe('the system as a whole, over the API', () => {
    test('draws all domains, and no edge between two of them goes missing when arrows are counted', async () => {
      const { body } = await acme().get('/v1/catalog/graph');
      const nodes = body.nodes.map(({ id }: { readonly id: string }) => id);
      const domains = DOMAINS.map(({ name }) => name);
      expect(nodes).toEqual(expect.arrayContaining(domains));
      const calls = body.edges.filter(
        ({ kind, from }: Readonly<Record<string, string>>) => `${kind} ${from}` === 'calls meta',
      );
      const called = calls.map(({ to }: Readonly<Record<string, string>>) => to);
      expect(called.toSorted()).toEqual(domains.filter((name) => name !== 'meta').toSorted());
      const { body: around } = await acme().get('/v1/catalog/graph?root=payments/work-queue&direction=needed');
      expect(around.nodes[0].id).toBe('payments/work-queue');
      expect(around.edges.length).toBeGreaterThan(0);
    });

    test('is kept each time that it changed, and given as it was; an export is the same bytes twice', async () => {
      const { body: list } = await acme().get('/v1/catalog/snapshots');
      expect(list.data).toHaveLength(1);
      const [{ takenAt, digest, components }] = list.data;
      const { body: was } = await acme().get(`/v1/catalog?asOf=${takenAt}`);
      expect([was.takenAt, was.digest, was.catalog.components.length]).toEqual([takenAt, digest, components]);
      const { body: graph } = await acme().get(`/v1/catalog/graph?asOf=${takenAt}`);
      expect(new Set(graph.nodes.map(({ health }: { readonly health: string }) => health))).toEqual(
        new Set(['unknown']),
      );
      expect((await acme().get('/v1/catalog/changes')).body).toMatchObject({ from: null, to: { takenAt }, users: [] });
      expect((await acme().get('/v1/catalog/snapshots')).body).toEqual(list);
      for (const format of EXPORT_FORMATS) {
        const [first, again] = [
          await acme().get(`/v1/catalog/export?format=${format}`),
          await acme().get(`/v1/catalog/export?format=${format}`),
        ];
        expect([format, first.status, first.text === again.text, first.text.includes('ledger')]).toEqual([
          format,
          200,
          true,
          true,
        ]);
      }
      expect((await acme().get('/v1/catalog/export?format=dot&domain=nothing')).status).toBe(404);
    });

    test('tells how each domain is delivered and held: a release each, none taken back, and every part with what it fails', async () => {
      const { body: metrics } = await acme().get('/v1/catalog/metrics?days=7');
      const seen = metrics.data.map(
        ({
          domain,
          deploymentsPerDay,
          changeFailRate,
        }: {
          readonly domain: string;
          readonly deploymentsPerDay: { readonly of: number };
          readonly changeFailRate: { readonly value: number };
        }) => [domain, deploymentsPerDay.of, changeFailRate.value],
      );
      expect(seen).toEqual(
        DOMAINS.map(({ name }) => name)
          .toSorted()
          .map((name) => [name, 1, 0]),
      );
      const { body: cards } = await acme().get('/v1/catalog/scorecards?domain=ledger&limit=100');
      expect(cards.data.map(({ component }: { readonly component: string }) => component)).toContain('ledger/api');
      for (const { criteria } of cards.data) expect(criteria.length).toBeGreaterThan(0);
    });
  });
