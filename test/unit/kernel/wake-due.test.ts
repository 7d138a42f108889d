import { describe, expect, test } from '@jest/globals';
import type { DuePage } from '../../../functions/kernel/aws/due-page.ts';
import { wakeDue } from '../../../functions/kernel/triggers/wake-due.ts';
import { recordingLog } from './support/recording-log.ts';

const NOW = 1_795_000_000_000;
const NEXT = { pk: { S: 'next' } };
const page = (due: readonly string[], more: Partial<DuePage<string>> = {}): DuePage<string> => ({
  due,
  unreadable: [],
  since: undefined,
  next: undefined,
  ...more,
});

/** A run over pages by shard; each look at the table, and each wake, takes a turn. */
const rig = (pages: readonly (readonly DuePage<string>[])[], timeOf = () => NOW) => {
  const log = recordingLog();
  const late: number[] = [];
  const woken: string[] = [];
  const asked: number[] = [];
  const places = pages.map(() => 0);
  const work = {
    ...{ domain: 'test', operation: 'wake', one: 'a thing', many: 'things' },
    shards: pages.map((_, shard) => shard),
    page: async (shard: number, by: number) => {
      asked.push(by);
      const place = places[shard] ?? 0;
      places[shard] = place + 1;
      const found = pages[shard]?.[place];
      if (found === undefined) throw new Error('the shard is out of reach');
      return found;
    },
    wake: async (due: readonly string[]) => {
      await new Promise((resolve) => setImmediate(resolve));
      woken.push(...due);
      return due.length;
    },
  };
  const clock = { now: timeOf, sleep: async () => undefined };
  const run = () =>
    wakeDue({ clock, log, onLate: (ms) => late.push(ms) }, work, { aheadMs: 500, deadline: NOW + 1_000 });
  return { run, log, late, woken, asked };
};

describe('a run over what is due', () => {
  test('wakes all pages of all shards, and counts each once though shards go on at the same time', async () => {
    const { run, woken, asked, log } = rig([
      [page(['a', 'b'], { next: NEXT }), page(['c'])],
      [page(['d'])],
      [page([])],
      [page(['e'], { next: NEXT }), page(['f'])],
    ]);
    expect(await run()).toEqual({ woken: 6 });
    expect(woken.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(new Set(asked)).toEqual(new Set([NOW + 500]));
    expect(log.lines.map(({ message, line }) => [message, line.count])).toEqual([['things woken', 6]]);
  });

  test('says how late the earliest was, and 0 where nothing was late', async () => {
    const late = rig([[page(['a'], { since: NOW - 4_000 })], [page(['b'], { since: NOW - 9_000 })]]);
    await late.run();
    expect(late.late).toEqual([9_000]);
    const early = rig([[page(['a'], { since: NOW + 300 })], [page([])]]);
    await early.run();
    expect(early.late).toEqual([0]);
  });

  test('tells of what cannot be read, twenty lines of it at most, and wakes the rest', async () => {
    const unreadable = Array.from({ length: 30 }, (_, at) => new Error(`broken ${at}`));
    const { run, log } = rig([[page(['a'], { unreadable })]]);
    expect(await run()).toEqual({ woken: 1 });
    const errors = log.lines.filter(({ level }) => level === 'error');
    expect([errors.length, errors[0]?.message]).toEqual([20, 'a thing cannot be read']);
    expect(log.lines).toContainEqual(
      expect.objectContaining({ message: 'things are poison', line: expect.objectContaining({ poison: 30 }) }),
    );
  });

  test('fails with a shard that is out of reach, after the others are done and told', async () => {
    const { run, woken, log, late } = rig([[], [page(['a'], { since: NOW - 1 })]]);
    await expect(run()).rejects.toThrow('out of reach');
    expect(woken).toEqual(['a']);
    expect(late).toEqual([1]);
    expect(log.lines.map(({ line }) => line.count)).toEqual([1]);
  });

  test('begins no further page when its time is up', async () => {
    let looks = 0;
    const timeOf = () => (looks++ === 0 ? NOW : NOW + 1_000);
    const { run, woken } = rig([[page(['a'], { next: NEXT }), page(['b'])]], timeOf);
    expect(await run()).toEqual({ woken: 1 });
    expect(woken).toEqual(['a']);
  });
});
