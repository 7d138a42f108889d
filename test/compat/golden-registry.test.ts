import { describe, expect, test } from '@jest/globals';
import type { ReleaseEvent } from '../../functions/registry/contract/release-record.ts';
import { nextRecord } from '../../functions/registry/model/chain.ts';
import { historyOf } from '../../functions/registry/model/history.ts';
import { rollbackTarget } from '../../functions/registry/model/rollback-target.ts';
import { type ReleaseLog, releaseLog } from '../../functions/registry/store/release-log.ts';
import { engineOfFile } from '../support/engine-of-file.ts';
import { fromTomorrow, keptReleases, putAll, readGolden } from './golden.ts';
import { logTable, type RegistryGolden } from './record-registry.ts';

const client = engineOfFile();

describe.each(keptReleases())('the log that release %i wrote', (release) => {
  const golden = readGolden<RegistryGolden>(release, 'registry');
  const logWith = async (table: string, items = golden.items): Promise<ReleaseLog> => {
    await client().send(logTable(table));
    await putAll(client(), table, items);
    return releaseLog(client(), table);
  };

  test('is whole, and means what it meant', async () => {
    const records = await (await logWith(`read-${release}`)).read('ledger');
    expect(records).toEqual(golden.records);
    // As it is written down: what is undefined is not there.
    expect(JSON.parse(JSON.stringify(historyOf(records)))).toMatchObject(golden.history);
  });

  test('is gone on with: another record follows, and its versions can be gone back to', async () => {
    const log = await logWith(`more-${release}`);
    const records = await log.read('ledger');
    const event = { kind: 'unpinned', was: { api: '6' }, reason: 'a test' } as const;
    const next = await log.append(records, { domain: 'ledger', at: 1_795_100_000_000, actor: 'ben', event });
    expect(next).toMatchObject({ seq: records.length + 1, previous: records.at(-1)?.hash });
    expect(await log.read('ledger')).toHaveLength(records.length + 1);
    const target = rollbackTarget(historyOf(records), {});
    expect(target).toMatchObject({ to: { api: '2', relay: '2' } });
  });

  test('is read with attributes that a later release has added to every item', async () => {
    const log = await logWith(`later-${release}`, golden.items.map(fromTomorrow));
    expect(await log.read('ledger')).toEqual(golden.records);
  });

  /** The log with one more record, as a later release chains it. */
  const logOfTomorrow = async (table: string, event: object): Promise<ReleaseLog> => {
    const log = await logWith(table);
    const told = { domain: 'ledger', at: '2026-12-01T00:00:00.000Z', actor: 'ann', event: event as ReleaseEvent };
    const record = nextRecord(golden.records.at(-1), told);
    const key = { pk: { S: 'ledger' }, sk: { S: `R#${String(record.seq).padStart(10, '0')}` } };
    await putAll(client(), table, [{ ...key, record: { S: JSON.stringify(record) } }]);
    return log;
  };

  test('is whole with an attribute inside a record that only a later release knows', async () => {
    const event = { kind: 'cleaned', removed: { api: ['2'] } };
    const log = await logOfTomorrow(`attribute-${release}`, { ...event, tomorrow: { deeply: ['unknown'] } });
    expect((await log.read('ledger')).at(-1)?.event).toEqual(event);
  });

  test('means what it meant with an event of a kind that only a later release knows, and is gone on with', async () => {
    const log = await logOfTomorrow(`kind-${release}`, { kind: 'quarantined', until: 'tomorrow' });
    const records = await log.read('ledger');
    expect(records.at(-1)?.event).toEqual({ kind: 'of-a-later-release', name: 'quarantined' });
    expect(JSON.parse(JSON.stringify(historyOf(records)))).toMatchObject({
      ...golden.history,
      records: expect.anything(),
    });
    const event = { kind: 'unpinned', was: { api: '6' }, reason: 'a test' } as const;
    await log.append(records, { domain: 'ledger', at: 1_795_100_000_000, actor: 'ben', event });
    expect(await log.read('ledger')).toHaveLength(golden.records.length + 2);
  });

  test('that holds what is no record is damaged there, in one line', async () => {
    for (const [index, text] of ['{}', 'null', '[]', 'no JSON'].entries()) {
      const [first, ...others] = golden.items;
      const log = await logWith(`damaged-${release}-${index}`, [{ ...first, record: { S: text } }, ...others]);
      await expect(log.read('ledger')).rejects.toThrow(/^The release log of ledger is damaged at record 1\.$/);
    }
  });

  test('that this release cannot read though it is whole says so, and calls for no restoring', async () => {
    const log = await logOfTomorrow(`form-${release}`, { kind: 'cleaned', removed: 'everything' });
    await expect(log.read('ledger')).rejects.toThrow(/is as it was written, in a form that this release does not read/);
  });
});
