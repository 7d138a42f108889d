import { describe, expect, test } from '@jest/globals';
import { OFFSETS_MS } from '../../../functions/webhooks/model/schedule.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import type { Kit } from './kit.ts';
import { kits } from './kits.ts';
import { create, DOWN, deliveriesOf, emit, HANGS, OK } from './steps.ts';

const SECOND = 1_000;

/** Second by second, with the clock that wakes what is due each minute, as the deployment has it. */
const passSeconds = async (one: Kit, seconds: number): Promise<void> => {
  for (let second = 0; second < seconds; second += 1) {
    one.time.now += SECOND;
    if (Math.floor(one.time.now / SECOND) % 60 === 0) await one.wake();
    await one.drainStream();
    await one.drainQueue();
  }
};

interface Shown {
  readonly state: string;
  readonly attempts: readonly { readonly at: string; readonly error?: string }[];
}

await onEachEngine((engine) => {
  const { fresh } = kits(engine);
  let tables = 0;

  describe('an outage of less than two minutes', () => {
    test.each([
      ['refuses', DOWN, 3, 33],
      ['refuses', DOWN, 20, 34],
      ['refuses', DOWN, 8, 75],
      ['refuses', DOWN, 40, 118],
      ['hangs', HANGS, 3, 33],
      ['hangs', HANGS, 12, 70],
      ['hangs', HANGS, 40, 34],
      ['hangs', HANGS, 40, 118],
    ])(
      'of an endpoint that %s has delivered all that waits within 30 s after it is over: %#',
      async (_, trouble, events, outage) => {
        tables += 1;
        let down = true;
        const one = await fresh(`young-${tables}`, () => (down ? trouble : OK));
        const { id } = await create(one);
        const began = one.time.now;
        await emit(one, ...Array.from({ length: events }, (__, number) => number));
        await one.drainQueue();
        await passSeconds(one, outage);
        down = false;
        await passSeconds(one, 30);
        const all: readonly Shown[] = await deliveriesOf(one, id);
        expect(all.map(({ state }) => state)).toEqual(all.map(() => 'delivered'));
        expect(all).toHaveLength(events);
        // Of each that was sent at once, the second and third try came when the schedule says, within its jitter and what a queue rounds.
        const over = began + outage * SECOND;
        for (const { attempts } of all) {
          const sent = attempts.filter(({ error }) => error !== 'circuit-open').map(({ at }) => Date.parse(at));
          for (const [index, offset] of OFFSETS_MS.slice(0, 3).entries()) {
            const due = began + offset * 1.2 + 2 * SECOND;
            if (due >= over || trouble === HANGS) continue;
            const inTime = sent.some((at) => at >= began + offset * 0.8 && at <= due);
            expect([index, sent.map((at) => at - began), inTime]).toEqual([index, sent.map((at) => at - began), true]);
          }
        }
      },
      120_000,
    );
  });
});
