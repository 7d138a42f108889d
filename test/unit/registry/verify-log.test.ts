import { describe, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { verifyHistory } from '../../../bin/release/use-cases/verify-history.ts';
import { type Anchor, anchorName, digestOf, readAnchorName } from '../../../functions/registry/contract/anchor.ts';
import type { ReleaseRecord } from '../../../functions/registry/contract/release-record.ts';
import { build } from '../../../functions/registry/handlers/anchor.ts';
import { firstDamage, nextRecord } from '../../../functions/registry/model/chain.ts';
import { verifyLog } from '../../../functions/registry/model/verify-log.ts';
import type { ReleasePorts } from '../../../functions/registry/store/release-ports.ts';
import { clockOf } from '../../support/clock.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A log of as many records as there are reasons, each hash fitting, whoever makes it. */
const logOf = (reasons: readonly string[]): readonly ReleaseRecord[] => {
  const records: ReleaseRecord[] = [];
  for (const reason of reasons) {
    const event = { kind: 'rollback-given-up', begun: 1, reason } as const;
    records.push(nextRecord(records.at(-1), { domain: 'ledger', at: '2026-11-22T10:00:00.000Z', actor: 'ann', event }));
  }
  return records;
};
const textsOf = (records: readonly ReleaseRecord[]): ReadonlyMap<number, string> =>
  new Map(records.map((record) => [record.seq, JSON.stringify(record)]));
const anchorsOf = (records: readonly ReleaseRecord[], at = 1_000): readonly Anchor[] =>
  [...textsOf(records)].map(([seq, text]) => ({ seq, digest: digestOf(text), at: at + seq }));

const REASONS = ['one', 'two', 'three', 'four', 'five'];
const LOG = logOf(REASONS);
const found = (texts: ReadonlyMap<number, string>, anchors = anchorsOf(LOG)) => verifyLog(texts, anchors).findings;

describe('the comparison of a log with its copies', () => {
  test('finds nothing in a log that is as it was written', () => {
    expect(verifyLog(textsOf(LOG), anchorsOf(LOG))).toEqual({ findings: [], provedFrom: 1, waiting: [] });
  });

  test('finds a record that was changed, a log cut off, and one that has lost its beginning', () => {
    const texts = textsOf(LOG);
    expect(found(new Map([...texts, [3, `${texts.get(3)} `]]))).toEqual([{ seq: 3, damage: 'changed' }]);
    expect(found(textsOf(LOG.slice(0, 3)))).toEqual([
      { seq: 4, damage: 'removed' },
      { seq: 5, damage: 'removed' },
    ]);
    expect(found(textsOf(LOG.slice(1)))).toEqual([{ seq: 1, damage: 'removed' }]);
    expect(found(new Map())).toHaveLength(5);
  });

  test('finds a log that was made anew from some record on with every hash fitting, which the chain itself does not', () => {
    const forged = logOf([...REASONS.slice(0, 2), 'another', 'four', 'five']);
    expect(firstDamage(forged as unknown as Parameters<typeof firstDamage>[0])).toBeUndefined();
    // The copies see the forgery being written as well, but later.
    const anchors = [...anchorsOf(forged.slice(2), 9_000), ...anchorsOf(LOG)];
    expect(found(textsOf(forged), anchors)).toEqual([3, 4, 5].map((seq) => ({ seq, damage: 'changed' })));
  });

  test('finds a record that said something else for a while', () => {
    const other = { seq: 2, digest: digestOf('other'), at: 5_000 };
    expect(found(textsOf(LOG), [other, ...anchorsOf(LOG)])).toEqual([{ seq: 2, damage: 'rewritten' }]);
  });

  test('finds a record among others that nobody saw being written', () => {
    const anchors = anchorsOf(LOG).filter(({ seq }) => seq !== 4);
    expect(found(textsOf(LOG), anchors)).toEqual([{ seq: 4, damage: 'inserted' }]);
  });

  test('says of what is older than the copies, or not copied yet, that it is so', () => {
    expect(verifyLog(textsOf(LOG), anchorsOf(LOG.slice(2, 4)))).toEqual({ findings: [], provedFrom: 3, waiting: [5] });
    expect(verifyLog(textsOf(LOG), [])).toEqual({ findings: [], provedFrom: undefined, waiting: [1, 2, 3, 4, 5] });
  });

  test('finds whatever is done to whatever log', () => {
    const reasons = fc.array(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 12 });
    const how = fc.constantFrom('change', 'remove', 'insert', 'truncate', 'rebuild');
    fc.assert(
      fc.property(reasons, how, fc.nat(), (said, what, where) => {
        const log = logOf(said);
        const at = where % log.length;
        const tampered = {
          change: () => said.map((reason, index) => (index === at ? `${reason}!` : reason)),
          remove: () => said.filter((_, index) => index !== at),
          insert: () => [...said.slice(0, at), 'inserted!', ...said.slice(at)],
          truncate: () => said.slice(0, at),
          rebuild: () => [...said.slice(0, at), ...said.slice(at).map((reason) => `${reason}?`)],
        }[what]();
        const forged = logOf(tampered);
        const anchors = [...anchorsOf(log), ...anchorsOf(forged, 9_000)];
        const { findings } = verifyLog(textsOf(forged), anchors);
        return findings.length > 0;
      }),
    );
  });

  test('is made by the command from what the ports say, and refused where a registry keeps no copies', async () => {
    const anchors = { texts: async () => textsOf(LOG.slice(0, 4)), list: async () => anchorsOf(LOG) };
    const there = { domains: async () => ['ledger'], log: { read: async () => [] } } as unknown as ReleasePorts;
    expect((await verifyHistory({ ...there, anchors }, 'ledger')).findings).toEqual([{ seq: 5, damage: 'removed' }]);
    await expect(verifyHistory({ ...there, anchors: undefined }, 'ledger')).rejects.toThrow('keeps no copies');
    const none = { texts: async () => new Map<number, string>(), list: async () => [] };
    await expect(verifyHistory({ ...there, anchors: none }, 'ledgr')).rejects.toThrow('There is no domain ledgr');
  });
});

describe('a name of a copy', () => {
  test('holds the place and the hash of the text, and is read back', () => {
    const name = anchorName('ledger', 7, 'text');
    expect(name).toBe(`ledger/0000000007/${digestOf('text')}`);
    expect(readAnchorName(name)).toEqual({ seq: 7, digest: digestOf('text') });
    for (const other of ['', 'ledger/7/aa', `${name}/x`, `x${name}`.replace('x', '../')])
      expect([other, readAnchorName(other)]).toEqual([other, undefined]);
  });
});

describe('the function that copies', () => {
  const image = (text: string) => ({ pk: { S: 'ledger' }, sk: { S: 'R#0000000001' }, record: { S: text } });
  const change = (eventName: 'INSERT' | 'MODIFY' | 'REMOVE', text: string, SequenceNumber: string): DynamoDBRecord => ({
    eventName,
    dynamodb: { SequenceNumber, ...(eventName === 'REMOVE' ? {} : { NewImage: image(text) }) },
  });

  test('copies what is written and what is changed, as it stands, and leaves what is removed', async () => {
    const put: unknown[] = [];
    const anchors = { put: async (...args: readonly unknown[]) => void put.push(args) };
    const handler = build({ clock: clockOf(() => 0), log: quiet, anchors });
    const [a, b] = ['{"seq":1,"of":"a later release"}', '{"seq":1}'];
    const Records = [change('INSERT', a, '1'), change('MODIFY', b, '2'), change('REMOVE', '', '3')];
    expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
    expect(put).toEqual([
      ['ledger', 1, a],
      ['ledger', 1, b],
    ]);
  });

  test('comes again to a record that could not be copied, and calls one poison that has no place', async () => {
    const handler = build({
      clock: clockOf(() => 0),
      log: quiet,
      anchors: { put: async () => Promise.reject(new Error('S3 is away')) },
    });
    const failed = (Records: DynamoDBRecord[]) => handler({ Records });
    expect(await failed([change('INSERT', '{"seq":1}', '7')])).toEqual({
      batchItemFailures: [{ itemIdentifier: '7' }],
    });
    expect(await failed([change('INSERT', 'text', '8')])).toEqual({ batchItemFailures: [{ itemIdentifier: '8' }] });
  });
});
