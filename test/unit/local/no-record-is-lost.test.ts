import { describe, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { inOrder, stream } from '../../../functions/kernel/triggers/stream.ts';
import type { Unhandled } from '../../../functions/kernel/triggers/stream-run.ts';
import type { InvokeResult } from '../../../local/lambda/functions.ts';
import { Delivery } from '../../../local/streams/delivery.ts';
import type { StreamMapping } from '../../../local/streams/stream-mapping.ts';
import type { StreamRecord } from '../../../local/streams/stream-source.ts';
import { clockOf } from '../../support/clock.ts';
import { runs } from '../../support/runs.ts';

/** What a record does to who handles it: nothing, a failure for some times, a failure for ever, the end of the whole run. */
type Kind = 'fine' | 'passing' | 'poison' | 'deadly';
/** How a function goes about a batch. */
type Style = 'as the relay does' | 'one after the other';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const deps = { clock: clockOf(() => 0), log: quiet };
const sequenceOf = (n: number): string => String(n).padStart(6, '0');
const numberOf = (record: DynamoDBRecord): number => Number(record.dynamodb?.SequenceNumber);

class Poison extends Error {}
class Passing extends Error {}
class Deadly extends Error {}

/** The records, what has become of them, and the function that they are brought to. */
class Scene {
  readonly kinds: readonly Kind[];
  readonly handled = new Set<number>();
  readonly aside = new Set<number>();
  /** Everything before this is done. */
  cursor = 0;
  calls = 0;
  stopAt = Number.POSITIVE_INFINITY;
  #delivery: Delivery | undefined;
  readonly #failures = new Map<number, number>();
  readonly #mapping: StreamMapping;
  readonly #run: ReturnType<typeof stream>;
  /** How often what fails in passing does. */
  readonly #times: number;

  constructor(kinds: readonly Kind[], style: Style, mapping: StreamMapping, times: number) {
    this.kinds = kinds;
    this.#times = times;
    this.#mapping = mapping;
    const handle = style === 'as the relay does' ? this.#together : inOrder(this.#read, this.#one);
    this.#run = stream({ domain: 'test', deps, handle });
  }

  /** Any call may be the last one before the poller is told to stop. */
  #turn(): void {
    this.calls += 1;
    if (this.calls === this.stopAt) this.#delivery?.stop();
  }

  #read = (record: DynamoDBRecord): number => {
    if (this.kinds[numberOf(record)] === 'poison') throw new Poison();
    return numberOf(record);
  };

  #one = async (n: number): Promise<void> => {
    const failures = this.#failures.get(n) ?? 0;
    if (this.kinds[n] === 'deadly') throw new Deadly();
    if (this.kinds[n] === 'passing' && failures < this.#times) {
      this.#failures.set(n, failures + 1);
      throw new Passing();
    }
    this.handled.add(n);
  };

  /** All up to the first that can never be read; those that fail in passing hold up no other. */
  #together = async (records: readonly DynamoDBRecord[]): Promise<Unhandled> => {
    const indexes = new Set<number>();
    for (const [index, record] of records.entries()) {
      try {
        await this.#one(this.#read(record));
      } catch (cause) {
        if (cause instanceof Deadly) throw cause;
        indexes.add(index);
        if (cause instanceof Poison) return { indexes, poison: index, cause };
      }
    }
    return { indexes };
  };

  #invoke = async (_: string, payload: string): Promise<InvokeResult> => {
    this.#turn();
    const told = { statusCode: 200 as const, executedVersion: '1', requestId: 'r' };
    try {
      const answer = await this.#run(JSON.parse(payload), {} as never);
      this.#turn();
      return { ...told, payload: JSON.stringify(answer) };
    } catch {
      return { ...told, payload: '{}', functionError: 'Unhandled' };
    }
  };

  /** A poller's run, from where the last one has come to, until all is done or it is stopped. */
  async run(): Promise<void> {
    const records = this.kinds.map(
      (_, n): StreamRecord => ({
        sequence: sequenceOf(n),
        json: JSON.stringify({ eventName: 'INSERT', dynamodb: { SequenceNumber: sequenceOf(n) } }),
        at: 0,
        view: { eventName: 'INSERT', keys: () => ({}), whole: () => ({}) },
      }),
    );
    const delivery = new Delivery(this.#mapping, {
      invoke: this.#invoke,
      discard: async ({ records: given }) => {
        this.#turn();
        for (const { sequence } of given) this.aside.add(Number(sequence));
        this.#turn();
      },
      done: ({ sequence }) => {
        // The cursor passes nothing that is neither handled nor put aside, and never goes back.
        expect(Number(sequence) + 1).toBeGreaterThanOrEqual(this.cursor);
        this.cursor = Number(sequence) + 1;
        for (let n = 0; n < this.cursor; n += 1)
          expect([n, this.handled.has(n) || this.aside.has(n)]).toEqual([n, true]);
      },
      shardOf: () => 'shard',
      now: () => 0,
      log: () => undefined,
      backoffMs: 0,
      maxBackoffMs: 0,
    });
    this.#delivery = delivery;
    while (this.cursor < records.length && this.calls < this.stopAt) {
      await delivery.deliver(records.slice(this.cursor, this.cursor + this.#mapping.batchSize));
    }
  }
}

const kinds = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Kind>('fine') },
    { weight: 3, arbitrary: fc.constant<Kind>('passing') },
    { weight: 1, arbitrary: fc.constantFrom<Kind>('poison', 'deadly') },
  ),
  { minLength: 1, maxLength: 20 },
);
const mapping: fc.Arbitrary<StreamMapping> = fc
  .record({ batchSize: fc.integer({ min: 1, max: 12 }), bisect: fc.boolean(), maxRetries: fc.nat({ max: 4 }) })
  .map((chosen) => ({
    id: 'mapping',
    streamArn: 'arn:stream',
    functionArn: 'relay:live',
    startingPosition: 'TRIM_HORIZON',
    windowMs: 0,
    maxAgeMs: undefined,
    onFailure: 'arn:aws:s3:::aside',
    partialResponse: true,
    wanted: () => true,
    ...chosen,
  }));
const style = fc.constantFrom<Style>('as the relay does', 'one after the other');

describe('a batch in which records fail for ever and others in passing', () => {
  test('ends with each record handled or put aside, and the cursor never passes one that is neither', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, style, mapping, fc.nat({ max: 3 }), async (some, how, chosen, times) => {
        const scene = new Scene(some, how, chosen, times);
        await scene.run();
        expect(scene.cursor).toBe(some.length);
        for (const [n, kind] of some.entries()) {
          const isBad = kind === 'poison' || kind === 'deadly';
          expect([n, scene.handled.has(n) && isBad]).toEqual([n, false]);
          if (isBad) expect([n, scene.aside.has(n)]).toEqual([n, true]);
          // Where nothing takes others down with it, only what has failed too often is put aside.
          if (some.includes('deadly')) continue;
          if (kind === 'fine') expect([n, scene.handled.has(n), scene.aside.has(n)]).toEqual([n, true, false]);
          if (kind === 'passing' && times <= (chosen.maxRetries ?? 0))
            expect([n, scene.aside.has(n)]).toEqual([n, false]);
        }
      }),
      { numRuns: runs(600) },
    );
  }, 60_000);

  test.each<Style>(['as the relay does', 'one after the other'])(
    'gives what stands behind a record that was put aside all its own tries, %s',
    async (how) => {
      const some: readonly Kind[] = ['poison', 'passing', 'fine', 'poison', 'passing', 'passing'];
      const [chosen] = fc.sample(mapping, 1);
      for (const times of [1, 2]) {
        const scene = new Scene(some, how, { ...(chosen as StreamMapping), batchSize: 6, maxRetries: 2 }, times);
        await scene.run();
        expect([[...scene.aside], [...scene.handled].toSorted()]).toEqual([
          [0, 3],
          [1, 2, 4, 5],
        ]);
      }
    },
  );

  test('leaves what a halving mapping can tell apart: only what is bad is put aside', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, mapping, async (some, chosen) => {
        const scene = new Scene(some, 'one after the other', { ...chosen, bisect: true }, 0);
        await scene.run();
        const bad = some.flatMap((kind, n) => (kind === 'poison' || kind === 'deadly' ? [n] : []));
        expect([...scene.aside].toSorted((a, b) => a - b)).toEqual(bad);
      }),
      { numRuns: runs(300) },
    );
  }, 60_000);

  test('loses none to a stop at any point: what was not done is done by whoever goes on', async () => {
    await fc.assert(
      fc.asyncProperty(
        kinds,
        style,
        mapping,
        fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 5 }),
        async (some, how, chosen, stops) => {
          const scene = new Scene(some, how, chosen, 2);
          for (const stop of stops) {
            scene.stopAt = scene.calls + stop;
            await scene.run();
          }
          scene.stopAt = Number.POSITIVE_INFINITY;
          await scene.run();
          expect(scene.cursor).toBe(some.length);
          for (const n of some.keys()) expect([n, scene.handled.has(n) || scene.aside.has(n)]).toEqual([n, true]);
        },
      ),
      { numRuns: runs(600) },
    );
  }, 60_000);
});
