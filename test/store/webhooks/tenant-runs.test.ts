import { describe, expect, test } from '@jest/globals';
import { DEFERRED_MAX, jobOf, SHARE_MAX_S } from '../../../functions/webhooks/model/job.ts';
import { giveBack, takeRun } from '../../../functions/webhooks/store/jobs/tenant-runs.ts';
import { findDelivery } from '../../../functions/webhooks/store/queries/deliveries.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import type { Kit } from './kit.ts';
import { busMessage } from './kit-events.ts';
import { kits } from './kits.ts';
import { create, deliveriesOf, OK } from './steps.ts';

await onEachEngine((engine) => {
  const { fresh } = kits(engine);
  const taken = async (one: Kit, tenant: string, most: number) => {
    const runs = [];
    for (
      let run = await takeRun(one.store, tenant, most);
      run !== undefined;
      run = await takeRun(one.store, tenant, most)
    )
      runs.push(run);
    return runs;
  };

  describe('the runs of a tenant', () => {
    test('are as many as it may have, its own, and free again when given back or when their time is up', async () => {
      const one = await fresh('runs');
      const runs = await taken(one, 'acme', 3);
      expect(runs).toHaveLength(3);
      expect(await takeRun(one.store, 'globex', 3)).toBeDefined();
      const [first] = runs;
      if (first !== undefined) await giveBack(one.store, first);
      expect(await takeRun(one.store, 'acme', 3)).toMatchObject({ name: first?.name });
      one.time.now += 46_000;
      expect(await taken(one, 'acme', 3)).toHaveLength(3);
      // Given back too late: somebody else has it.
      if (first !== undefined) await giveBack(one.store, first);
      expect(await takeRun(one.store, 'acme', 3)).toBeUndefined();
    });

    test('hold its messages back when all are taken, and nobody else’s', async () => {
      const one = await fresh('held', () => OK, undefined, 2);
      const [acme, globex] = [await create(one, undefined, 'acme'), await create(one, undefined, 'globex')];
      await one.onEvent([busMessage(1, 'acme'), busMessage(2, 'globex')]);
      await one.drainStream();
      one.queue.splice(0);
      const jobs = [];
      for (const [tenant, { id }] of [
        ['acme', acme],
        ['globex', globex],
      ] as const) {
        const [shown] = await deliveriesOf(one, id, tenant);
        const delivery = await findDelivery(one.store, tenant, shown.id);
        if (delivery !== undefined) jobs.push(jobOf(delivery));
      }
      const runs = await taken(one, 'acme', 2);
      expect(await one.batch(jobs, 'patient')).toEqual([]);
      expect(one.sent).toHaveLength(1);
      expect((await deliveriesOf(one, globex.id, 'globex'))[0].state).toBe('delivered');
      expect(one.queue.map(({ posted }) => posted.message)).toEqual([{ ...jobs[0], deferred: 1 }]);
      expect(JSON.stringify(one.lines)).toContain('"heldBack":1');
      // However often it was held back before, it does not wait for longer than the tenant's newest message.
      const [held] = jobs;
      const waits: number[] = [];
      for (let deferred = 0; held !== undefined && deferred < DEFERRED_MAX; deferred += 1) {
        one.queue.splice(0);
        expect(await one.batch([{ ...held, deferred }], 'patient')).toEqual([]);
        waits.push(...one.queue.map(({ posted }) => posted.delaySeconds));
      }
      expect(waits).toHaveLength(DEFERRED_MAX);
      expect(Math.max(...waits)).toBeLessThanOrEqual(SHARE_MAX_S);
      for (const run of runs) await giveBack(one.store, run);
      one.time.now += 60_000;
      expect(await one.drainQueue()).toBe(1);
      expect((await deliveriesOf(one, acme.id, 'acme'))[0].state).toBe('delivered');
      // And it has given its own run back.
      expect(await taken(one, 'acme', 2)).toHaveLength(2);
    });
  });
});
