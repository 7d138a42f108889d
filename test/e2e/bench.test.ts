import { describe, expect, test } from '@jest/globals';
import { consoleBench } from '../../bin/bench/console/console-bench.ts';
import { paymentsBench, paymentsTable } from '../../bin/bench/payments/payments-bench.ts';
import { isSequencer } from '../../bin/bench/proof/proof-bench.ts';
import { aftermathOf } from '../../bin/bench/webhooks/mappings.ts';
import { benchWebhooks } from '../../bin/bench/webhooks/webhooks-bench.ts';
import { type LocalFile, runningLocal } from '../../bin/client/target.ts';
import { startLocal } from '../support/local-cloud.ts';

/** Of each load: a look at whether all of it works. */
const SECONDS = 0.2;

describe('folio bench', () => {
  // Whether the figures are good is for a quiet machine to say; here each is measured, and nothing is lost on the way.
  test('measures what webhooks, payments and the console promise, at a small size', async () => {
    const started = await startLocal();
    const cloud = { ...started, local: (await runningLocal(started.dataDir)) as LocalFile };
    const lines: string[] = [];
    const out = {
      json: false,
      line: (text = '') => void lines.push(text),
      progress: () => undefined,
      note: () => undefined,
      result: () => undefined,
    };
    try {
      const payments = await paymentsBench(cloud, { seconds: SECONDS, rounds: 1 }, out);
      expect(payments.sandbox.payments).toBe(50 * SECONDS);
      expect(payments.book.map(({ refused }) => refused)).toEqual([0]);
      expect(payments.aims.map(({ measured }) => Number.isFinite(measured) && measured > 0)).toEqual([
        true,
        true,
        true,
      ]);
      for (const name of ['uniform', 'payments over book']) expect(paymentsTable(payments)).toContain(name);
      const portal = await consoleBench(cloud, { seconds: SECONDS, rounds: 0, visits: 1 }, out);
      expect(portal.bytes).toBeGreaterThan(10_000);
      expect(portal.catalogMs).toBeGreaterThan(0);
      // Where there is a browser the large map is whole, and moves.
      expect(portal.large?.draggedPx).not.toBe(0);
      expect(portal.aims.every(({ measured }) => Number.isFinite(measured) && measured > 0)).toBe(true);
      const fleet = { events: 4, well: 3, dead: 2 };
      const figures = await benchWebhooks(cloud, { seconds: SECONDS, wanted: () => true, fleet }, out);
      expect(figures.deadEndpoints?.deliveries).toBe(20);
      expect(figures.commitToArrival?.events).toBe(100 * SECONDS);
      expect(figures.besideTheLedger?.withoutPerSecond).toBeGreaterThan(0);
      for (const { name, measured } of figures.aims) {
        expect([name, Number.isFinite(measured) && measured > 0]).toEqual([name, true]);
        expect(lines.join('\n')).toContain(name);
      }
      expect(figures.aims).toHaveLength(3);
      // What the log costs is measured by switching its sequencer, which is there under this name.
      (await aftermathOf(cloud.local, isSequencer)).close();
    } finally {
      await cloud.stop();
    }
  }, 300_000);
});
