import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { ReleaseEvent, ReleaseRecord } from '../../../functions/registry/contract/release-record.ts';
import { firstDamage, nextRecord, type Written } from '../../../functions/registry/model/chain.ts';
import { historyOf } from '../../../functions/registry/model/history.ts';
import { floorViolation, releaseWith } from '../../../functions/registry/model/rollback-target.ts';

const version = fc.integer({ min: 1, max: 9 }).map(String);
const generation = fc.integer({ min: 1, max: 4 });

const deployed = (at: string, dataGeneration: number, dataFloor: number): ReleaseEvent => ({
  kind: 'deployed',
  stack: 'Folio-Ledger',
  functions: [
    {
      name: 'api',
      alias: 'arn:api:live',
      pin: '/pin',
      probe: 'health',
      template: at,
      live: at,
      codeSha256: `hash-${at}`,
    },
  ],
  dataGeneration,
  dataFloor,
});
const event: fc.Arbitrary<ReleaseEvent> = fc.oneof(
  fc.tuple(version, generation, generation).map(([at, reads, floor]) => deployed(at, reads, Math.min(reads, floor))),
  generation.map((dataFloor) => ({ kind: 'floor-raised' as const, dataFloor })),
  fc
    .tuple(version, fc.string({ minLength: 1 }))
    .map(([at, reason]) => ({ kind: 'unpinned' as const, was: { api: at }, reason })),
);
const chained = (events: readonly ReleaseEvent[]): readonly ReleaseRecord[] => {
  const records: ReleaseRecord[] = [];
  for (const [index, each] of events.entries()) {
    const at = new Date(1_795_000_000_000 + index * 1000).toISOString();
    records.push(nextRecord(records.at(-1), { domain: 'ledger', at, actor: 'ann', event: each }));
  }
  return records;
};
const log = fc.array(event, { minLength: 2, maxLength: 12 }).map(chained);
/** A log and a place in it. */
const placed = log.chain((records) => fc.tuple(fc.constant(records), fc.nat({ max: records.length - 1 })));
const replaced = (records: readonly ReleaseRecord[], place: number, by: readonly Written[]): readonly Written[] => [
  ...records.slice(0, place),
  ...by,
  ...records.slice(place + 1),
];

/** Each thing that a record says, said otherwise. */
const CHANGES: readonly ((record: ReleaseRecord) => Written)[] = [
  (record) => ({ ...record, domain: 'webhooks' }),
  (record) => ({ ...record, actor: 'mallory' }),
  (record) => ({ ...record, at: '2020-01-01T00:00:00.000Z' }),
  (record) => ({ ...record, format: 2 }),
  (record) => ({ ...record, seq: record.seq + 1 }),
  (record) => ({ ...record, previous: `${record.previous}0` }),
  (record) => ({ ...record, hash: record.hash.replace(/^./, (first) => (first === '0' ? '1' : '0')) }),
  (record) => ({ ...record, event: { kind: 'floor-raised', dataFloor: 99 } }),
  (record) => ({ ...record, more: 'than was written' }),
];

describe('the chain of the release log', () => {
  test('is whole as it was written', () => {
    fc.assert(fc.property(log, (records) => expect(firstDamage(records)).toBeUndefined()));
  });

  test('finds any record of which anything was changed, at its place', () => {
    fc.assert(
      fc.property(placed, fc.constantFrom(...CHANGES), ([records, place], change) => {
        const found = records[place] as ReleaseRecord;
        expect(firstDamage(replaced(records, place, [change(found)]))).toBe(place + 1);
      }),
    );
  });

  test('finds a record that was removed before others, inserted, or changed places', () => {
    fc.assert(
      fc.property(placed, event, ([records, place], more) => {
        if (place < records.length - 1) expect(firstDamage(replaced(records, place, []))).toBe(place + 1);
        const found = records[place] as ReleaseRecord;
        const inserted = nextRecord(records[place - 1], {
          domain: 'ledger',
          at: found.at,
          actor: 'mallory',
          event: more,
        });
        if (place > 0 && inserted.hash !== found.hash)
          expect(firstDamage(replaced(records, place, [inserted, found]))).toBe(place + 2);
        const swapped = [...records];
        [swapped[0], swapped[place]] = [found, records[0] as ReleaseRecord];
        if (place > 0) expect(firstDamage(swapped)).toBe(1);
      }),
    );
  });

  test('finds a record that was changed and hashed again, by the one after it', () => {
    fc.assert(
      fc.property(placed, ([records, place]) => {
        if (place === records.length - 1) return;
        const { at, event: said } = records[place] as ReleaseRecord;
        if (said.kind === 'of-a-later-release') return;
        const rehashed = nextRecord(records[place - 1], { domain: 'ledger', at, actor: 'mallory', event: said });
        expect(firstDamage(replaced(records, place, [rehashed]))).toBe(place + 2);
      }),
    );
  });

  test('of a log that was rebuilt whole fits, and its newest hash is another one: that is what an anchor has to keep', () => {
    fc.assert(
      fc.property(placed, event, ([records, place], other) => {
        const events = records.map(({ event: said }) => said as ReleaseEvent);
        if (JSON.stringify(events[place]) === JSON.stringify(other)) return;
        const rebuilt = chained(events.map((each, index) => (index === place ? other : each)));
        expect(firstDamage(rebuilt)).toBeUndefined();
        expect(rebuilt.at(-1)?.hash).not.toBe(records.at(-1)?.hash);
      }),
    );
  });
});

describe('the data floor of a log', () => {
  test('is never below one that was raised or was live, and never falls as the log grows', () => {
    fc.assert(
      fc.property(log, (records) => {
        let before = 1;
        for (let count = 1; count <= records.length; count += 1) {
          const { dataFloor } = historyOf(records.slice(0, count));
          expect(dataFloor).toBeGreaterThanOrEqual(before);
          before = dataFloor;
        }
        const floors = records.flatMap(({ event: said }) =>
          said.kind === 'floor-raised' || said.kind === 'deployed' ? [said.dataFloor] : [],
        );
        expect(before).toBe(Math.max(1, ...floors));
      }),
    );
  });

  test('lets a domain go back exactly to the versions whose generation reaches it', () => {
    fc.assert(
      fc.property(log, version, (records, to) => {
        const history = historyOf(records);
        const reads = releaseWith(history, 'api', to)?.event.dataGeneration ?? 1;
        expect(floorViolation(history, { api: to }) === undefined).toBe(reads >= history.dataFloor);
      }),
    );
  });
});
