import { describe, expect, test } from '@jest/globals';
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
});
