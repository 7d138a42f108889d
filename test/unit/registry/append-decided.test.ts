import { describe, expect, test } from '@jest/globals';
import type { ReleaseRecord } from '../../../functions/registry/contract/release-record.ts';
import { nextRecord } from '../../../functions/registry/model/chain.ts';
import { LostRace } from '../../../functions/registry/model/log-errors.ts';
import { appendDecided } from '../../../functions/registry/store/append-decided.ts';
import type { ReleaseLog } from '../../../functions/registry/store/release-log.ts';

const event = { kind: 'unpinned', was: { api: '1' }, reason: 'a test' } as const;
const entry = (actor: string) => ({ at: 1_795_000_000_000, actor, event });

/** A log in which somebody else takes the place first, so many times. */
const contended = (losses: number) => {
  const records: ReleaseRecord[] = [];
  const write = (actor: string) => {
    const record = nextRecord(records.at(-1), { domain: 'ledger', at: '2026-11-22T10:00:00.000Z', actor, event });
    records.push(record);
    return record;
  };
  let left = losses;
  const log: ReleaseLog = {
    read: async () => [...records],
    append: async (read, { actor }) => {
      if (left > 0) {
        left -= 1;
        write('somebody else');
      }
      if (read.length !== records.length) throw new LostRace('taken');
      return write(actor);
    },
  };
  return { log, records };
};

describe('a record that is decided from the log', () => {
  test.each([0, 1, 3, 19])('is decided again from what is there, after %d lost races', async (losses) => {
    const { log, records } = contended(losses);
    const seen: number[] = [];
    const written = await appendDecided(log, 'ledger', (read) => {
      seen.push(read.length);
      return entry('ann');
    });
    expect([written, seen]).toEqual([true, Array.from({ length: losses + 1 }, (_, index) => index)]);
    expect(records.map(({ actor }) => actor)).toEqual([...Array(losses).fill('somebody else'), 'ann']);
  });

  test('is not written where the log has come to need none', async () => {
    const { log, records } = contended(1);
    expect(await appendDecided(log, 'ledger', (read) => (read.length > 0 ? undefined : entry('ann')))).toBe(false);
    expect(records.map(({ actor }) => actor)).toEqual(['somebody else']);
  });

  test('is given up after twenty tries, and at once for any other reason', async () => {
    const { log } = contended(20);
    await expect(appendDecided(log, 'ledger', () => entry('ann'))).rejects.toThrow(LostRace);
    let tries = 0;
    const broken: ReleaseLog = {
      read: async () => [],
      append: async () => {
        tries += 1;
        throw new Error('away');
      },
    };
    await expect(appendDecided(broken, 'ledger', () => entry('ann'))).rejects.toThrow('away');
    expect(tries).toBe(1);
  });
});
