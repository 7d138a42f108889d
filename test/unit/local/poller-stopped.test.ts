import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { InvokeResult } from '../../../local/lambda/functions.ts';
import type { Checkpoints } from '../../../local/streams/checkpoints.ts';
import type { StreamMapping } from '../../../local/streams/stream-mapping.ts';
import { StreamPoller } from '../../../local/streams/stream-poller.ts';
import type { StreamRecord, StreamSource } from '../../../local/streams/stream-source.ts';

const COUNT = 40;
/** Never handled by a run, and never wanted: one of seven of each. */
const isPoison = (n: number): boolean => n % 7 === 3;
const isWanted = (n: number): boolean => n % 7 !== 5;

const record = (n: number): StreamRecord => ({
  sequence: String(n).padStart(6, '0'),
  json: JSON.stringify({ n }),
  at: 0,
  view: { eventName: 'INSERT', keys: () => n, whole: () => n },
});
const RECORDS = Array.from({ length: COUNT }, (_, index) => record(index + 1));

/** A stream whose position is the number of the last record that was read. */
const source: StreamSource = {
  shardOf: () => 'shard',
  latest: async () => String(COUNT),
  read: async (after, limit) => {
    const from = Number(after ?? 0);
    const records = RECORDS.slice(from, from + limit);
    return { records, position: String(from + records.length) };
  },
  positionOf: ({ sequence }) => String(Number(sequence)),
  changed: () => true,
  intervalMs: 1,
};

const MAPPING: StreamMapping = {
  id: 'mapping',
  streamArn: 'arn:stream',
  functionArn: 'relay:live',
  startingPosition: 'TRIM_HORIZON',
  batchSize: 6,
  windowMs: 0,
  bisect: true,
  maxRetries: 1,
  maxAgeMs: undefined,
  onFailure: 'arn:aws:s3:::aside',
  partialResponse: false,
  wanted: ({ keys }) => isWanted(Number(keys())),
};

const OK: InvokeResult = { statusCode: 200, executedVersion: '1', payload: 'null', requestId: 'r' };

/** Pollers one after the other on one checkpoint, each stopped at a call of its own; and what became of each record. */
class Machine {
  readonly handled = new Set<number>();
  readonly aside = new Set<number>();
  readonly #stored = new Map<string, string>();
  readonly #checkpoints = {
    get: (id: string) => this.#stored.get(id),
    put: (id: string, position: string) => void this.#stored.set(id, position),
  } as unknown as Checkpoints;

  get position(): number {
    return Number(this.#stored.get(MAPPING.id) ?? 0);
  }

  async run(stopAt: number): Promise<number> {
    let calls = 0;
    let stopped: Promise<void> | undefined;
    const call = async () => {
      calls += 1;
      // The one that is stopped is at work meanwhile.
      if (calls === stopAt) stopped = poller.stop();
      await turn();
    };
    const poller = new StreamPoller(MAPPING, source, {
      invoke: async (_, payload) => {
        await call();
        const numbers = (JSON.parse(payload) as { Records: readonly { n: number }[] }).Records.map(({ n }) => n);
        if (numbers.some(isPoison)) return { ...OK, functionError: 'Unhandled' };
        for (const n of numbers) this.handled.add(n);
        await call();
        return OK;
      },
      discard: async ({ records }) => {
        await call();
        for (const { sequence } of records) this.aside.add(Number(sequence));
        await call();
      },
      checkpoints: this.#checkpoints,
      rushMs: () => 0,
      now: () => 0,
      log: () => undefined,
      backoffMs: 0,
      maxBackoffMs: 0,
    });
    poller.begin();
    for (let turns = 0; turns < 10_000 && stopped === undefined && this.position < COUNT; turns += 1) await turn();
    await (stopped ?? poller.stop());
    return calls;
  }

  /** Nothing before the checkpoint is left undone. */
  expectNothingLost(): void {
    const undone = RECORDS.map(({ sequence }) => Number(sequence)).filter(
      (n) => n <= this.position && isWanted(n) && !this.handled.has(n) && !this.aside.has(n),
    );
    expect(undone).toEqual([]);
  }
}

describe('a poller that is stopped at any of its calls', () => {
  test('leaves a checkpoint before which all is done, and who goes on from there does the rest', async () => {
    const whole = new Machine();
    const calls = await whole.run(Number.POSITIVE_INFINITY);
    expect(calls).toBeGreaterThan(30);
    for (let stopAt = 1; stopAt <= calls; stopAt += 1) {
      const machine = new Machine();
      await machine.run(stopAt);
      machine.expectNothingLost();
      await machine.run(1 + (stopAt % 5));
      machine.expectNothingLost();
      await machine.run(Number.POSITIVE_INFINITY);
      expect(machine.position).toBe(COUNT);
      machine.expectNothingLost();
      expect([...machine.aside].toSorted((a, b) => a - b)).toEqual(
        RECORDS.map((_, index) => index + 1).filter(isPoison),
      );
      expect([...machine.handled].every((n) => isWanted(n) && !isPoison(n))).toBe(true);
    }
  });
});
