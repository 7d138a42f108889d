import { describe, expect, test } from '@jest/globals';
import { onEachEngine } from '../../support/on-each-engine.ts';
import type { Kit } from './kit.ts';
import { busMessage } from './kit-events.ts';
import { kits } from './kits.ts';
import { create, DOWN, deliveriesOf, emit, OK, pass } from './steps.ts';

const VICTIM = 'https://victim.example.com';
const BUDGET = { itemsPerSecond: 1, burst: 20 };
/** The first attempt at an endpoint that nobody knows is charged, whatever comes of it. */
const FIRST_CONTACT = 1;
const refuses = { status: 404, error: 'status', body: undefined } as const;

const sentTo = (one: Kit, host: string): number => one.sent.filter(({ target }) => target.host === host).length;
const many = async (one: Kit, count: number, url: (index: number) => string, tenant?: string) => {
  const made = [];
  for (let index = 0; index < count; index += 1) made.push(await create(one, url(index), tenant));
  return made;
};

await onEachEngine((engine) => {
  const { fresh } = kits(engine);

  describe('a host that does not want our events', () => {
    test('gets no more attempts than a host’s budget, however many endpoints of a tenant lead there', async () => {
      const one = await fresh('hammered', () => refuses, undefined, undefined, BUDGET);
      const [first] = await many(one, 30, (index) => `${VICTIM}/${index}`);
      for (let round = 0; round < 3; round += 1) {
        await emit(one, round);
        await one.drainQueue();
      }
      // 90 deliveries want their first try.
      expect(sentTo(one, 'victim.example.com')).toBe(BUDGET.burst);
      const before = one.time.now;
      await pass(one, 30 * 60_000);
      const seconds = (one.time.now - before) / 1000;
      // In half an hour: 90 deliveries with five tries each, and what a second gives.
      expect(sentTo(one, 'victim.example.com')).toBeLessThanOrEqual(BUDGET.burst + seconds);
      const logs = JSON.stringify(await deliveriesOf(one, first?.id ?? ''));
      expect(logs).toContain('victim.example.com');
      expect(JSON.stringify(one.lines)).not.toContain('could not be charged');
    });

    test('is left alone by what its owners ask for too, and each such try says why it was not made', async () => {
      const one = await fresh('asked', () => refuses, undefined, undefined, BUDGET);
      const made = await many(one, BUDGET.burst + 5, (index) => `${VICTIM}/${index}`);
      for (const [index, { id }] of made.entries()) {
        await one.call('POST /v1/webhook-endpoints/{id}/test', { params: { id }, key: `t${index}` });
      }
      await one.drainStream();
      await one.drainQueue();
      expect(sentTo(one, 'victim.example.com')).toBe(BUDGET.burst);
      const shown = await Promise.all(made.map(async ({ id }) => (await deliveriesOf(one, id))[0]));
      const limited = shown.filter(({ attempts }) => attempts.at(-1)?.error === 'host-limit');
      expect(limited).toHaveLength(5);
      expect(limited[0].attempts[0]).toMatchObject({ status: null, url: null });
    });

    test('costs neither another tenant at that host, nor the same tenant at others, nor who answers well there', async () => {
      const answers = (path: string) => (path === '/good' ? OK : refuses);
      const one = await fresh('apart', ({ target }) => answers(target.path), undefined, undefined, BUDGET);
      await create(one, `${VICTIM}/good`);
      await emit(one, 0);
      await one.drainQueue();
      await many(one, 2 * BUDGET.burst, (index) => `${VICTIM}/${index}`);
      await create(one, 'https://other.example.org/hooks');
      await create(one, `${VICTIM}/hooks`, 'globex');
      await emit(one, 1);
      await one.drainQueue();
      expect(await one.onEvent([busMessage(2, 'globex')])).toEqual([]);
      await one.drainStream();
      one.sent.splice(0);
      await one.drainQueue();
      await emit(one, 3);
      await one.drainQueue();
      expect(one.sent.map(({ target }) => target.host + target.path).sort()).toEqual([
        'other.example.org/hooks',
        'victim.example.com/good',
        'victim.example.com/hooks',
      ]);
    });

    test('is charged for each failure of a visit, of endpoints too that had answered well', async () => {
      let up = true;
      const one = await fresh('failing', () => (up ? OK : DOWN), undefined, undefined, BUDGET);
      await create(one, `${VICTIM}/a`);
      await emit(one, 0);
      await one.drainQueue();
      up = false;
      await emit(one, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
      const messages = one.queue.splice(0).map(({ posted }) => posted.message);
      const before = one.sent.length;
      expect(await one.batch(messages)).toEqual([]);
      const failed = one.sent.length - before;
      expect(failed).toBeGreaterThan(1);
      // What is left of the budget is what a new endpoint of that host may use.
      await many(one, BUDGET.burst, (index) => `${VICTIM}/b${index}`);
      one.queue.splice(0);
      one.sent.splice(0);
      await emit(one, 11);
      await one.drainQueue();
      expect(one.sent.length).toBe(BUDGET.burst - FIRST_CONTACT - failed);
    });
  });
});
