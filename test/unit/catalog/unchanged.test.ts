import { describe, expect, test } from '@jest/globals';
import { CatalogBench } from '../../support/catalog-bench.ts';
import { FIXTURE } from './support/watched-system.ts';

/** What the console asks again and again, with what else each takes. */
const POLLED = [
  ['health', ''],
  ['graph', ''],
  ['graph', 'root=ledger/api'],
  ['component', 'id=ledger/api'],
  ['activity', ''],
  ['dead-letters', ''],
] as const;

describe('an answer that is as it was', () => {
  test.each(POLLED)(
    'of %s %s is 304 by its tag, without a body, until an alarm rings, and anew once it has ended',
    async (call, query) => {
      const bench = new CatalogBench(FIXTURE);
      bench.parked.set('ledger/parked', { waiting: 0, inHand: 0, more: false });
      const first = await bench.get(call, query);
      expect([first.status, first.etag]).toEqual([200, expect.stringMatching(/^W\/"[\w-]{22}"$/)]);
      const again = async () => {
        bench.now += 5_000;
        return bench.get(call, query, { 'if-none-match': first.etag ?? '' });
      };
      expect(await again()).toEqual({ status: 304, body: null, etag: first.etag });
      bench.ring('ledger/api-errors', 'alarm');
      bench.parked.set('ledger/parked', { waiting: 1, inHand: 0, more: false });
      const other = await again();
      expect(other.status).toBe(200);
      expect(other.etag).not.toBe(first.etag);
    },
  );

  test('is none of another system, of another release or of silence', async () => {
    const bench = new CatalogBench(FIXTURE);
    const { etag = '' } = await bench.get('health');
    const asked = (of: CatalogBench) => of.get('health', '', { 'if-none-match': etag });
    const other = new CatalogBench(FIXTURE, undefined, 'next');
    bench.now += 5_000;
    bench.silent = true;
    expect((await asked(bench)).status).toBe(200);
    bench.silent = false;
    bench.now += 5_000;
    expect((await asked(bench)).status).toBe(304);
    bench.catalog = { ...FIXTURE, components: FIXTURE.components.slice(1) };
    bench.now += 5_000;
    expect((await asked(bench)).status).toBe(200);
    other.now = bench.now;
    expect((await asked(other)).status).toBe(200);
  });
});
