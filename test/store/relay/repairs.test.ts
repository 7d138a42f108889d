import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import { relayAgain } from '../../../functions/ledger/store/jobs/republish.ts';
import { relayRecords } from '../../../functions/ledger/store/relay/relay.ts';
import { relinkHistory } from '../../../functions/ledger/store/relay/relink.ts';
import { expectBalances, expectHistory } from './checks.ts';
import { freshTables } from './fresh-table.ts';
import { LedgerStream, START, transfer } from './ledger-stream.ts';
import { rig } from './rig.ts';

/** A bank of one account, and its records less those of the receipts. */
const aliceOf = (count: number): { readonly bank: LedgerStream; readonly records: readonly DynamoDBRecord[] } => {
  const bank = new LedgerStream('acme');
  bank.open('alice');
  for (let index = 0; index < count; index += 1) {
    const effectiveAt = index % 2 === 0 ? START - 86_400_000 : undefined;
    bank.commit([{ legs: transfer('@world', 'alice', 10n), at: START + index * 1_000, effectiveAt }]);
  }
  return { bank, records: bank.records.filter(({ dynamodb }) => dynamodb?.NewImage?.sk?.S === 'A') };
};

describe('a history with a hole', () => {
  const fresh = freshTables('repairs');

  test('keeps the links of a repair that comes between a relay’s look and its write', async () => {
    const { client, table } = await fresh();
    const { bank, records } = aliceOf(6);
    await relayRecords(rig(client, table).relay, records.slice(0, 3));
    let repaired = 0;
    const meanwhile = {
      send: async (command: { readonly constructor: { readonly name: string } }) => {
        if (command.constructor.name === 'PutItemCommand' && repaired === 0) {
          repaired += 1;
          await relayRecords(rig(client, table).relay, records.slice(3));
        }
        return client.send(command as never);
      },
    } as unknown as DynamoDBClient;
    // It knows nothing of the record before its own, and finds that entry missing.
    await relayRecords(rig(meanwhile, table).relay, records.slice(4));
    expect(repaired).toBe(1);
    const lines = bank.lines.get('alice') ?? [];
    const { store } = rig(client, table);
    await expectHistory(store, 'acme', 'alice', lines);
    await expectBalances(
      store,
      'acme',
      'alice',
      lines,
      lines.map(({ at }) => at),
    );
  });

  test('that is whole again is left alone by a further repair', async () => {
    const { client, table } = await fresh();
    const { records } = aliceOf(5);
    await relayRecords(rig(client, table).relay, records);
    const written: string[] = [];
    const one = rig(client, table, (_, name) => {
      if (/Write|Put|Update/.test(name)) written.push(name);
      return undefined;
    });
    expect(await relinkHistory(one.store, 'acme', 'alice')).toEqual({ linkedTo: 5, more: false });
    expect(written).toEqual([]);
  });

  test('is not said to be filled where the record still cannot be read, or its entry not be written', async () => {
    const { client, table } = await fresh();
    const { records } = aliceOf(2);
    const broken = structuredClone(records.slice(1, 2));
    const image = broken[0]?.dynamodb?.NewImage;
    if (image !== undefined) image.ls = { S: '[]' };
    await expect(relayAgain(rig(client, table).relay, broken)).rejects.toThrow('counts its lines');
    const away = rig(client, table, (_, name) =>
      name === 'TransactWriteItemsCommand' ? new Error('away') : undefined,
    );
    await expect(relayAgain(away.relay, records.slice(0, 2))).rejects.toThrow('away');
    expect(await relayAgain(rig(client, table).relay, records.slice(0, 2))).toEqual({ records: 2, more: false });
  });
});
