import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Call } from '../../../functions/kernel/core/call.ts';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import type { getBalance } from '../../../functions/ledger/contract/account-operations.ts';
import type { BalanceAtView } from '../../../functions/ledger/contract/history.ts';
import { getBalanceRoute } from '../../../functions/ledger/handlers/api/get-balance.ts';
import { buildSweepHolds } from '../../../functions/ledger/handlers/sweep-holds.ts';
import {
  BEATS,
  lowWatermark,
  recordHeartbeats,
  sendHeartbeats,
} from '../../../functions/ledger/store/relay/heartbeats.ts';
import { relayRecords } from '../../../functions/ledger/store/relay/relay.ts';
import { beatKey } from '../../../functions/ledger/store/table/keys.ts';
import type { LedgerStore } from '../../../functions/ledger/store/table/ledger-store.ts';
import { turnClock } from '../../support/clock.ts';
import type { Fault } from '../../support/faults.ts';
import { freshTables } from './fresh-table.ts';
import { LedgerStream, START, transfer } from './ledger-stream.ts';
import { rig } from './rig.ts';

const MINUTE = 60_000;
/** How long after its time a transaction may be committed. */
const COMMITTED_WITHIN = 30_000;
let client: DynamoDBClient;
let table = '';
const fresh = freshTables('beats');
beforeEach(async () => {
  ({ client, table } = await fresh());
});

const at = (now: number): LedgerStore => ({ ...rig(client, table).store, clock: { ...turnClock, now: () => now } });

/** What the stream carries of the beats in the table, one record each. */
const beatRecords = async (): Promise<DynamoDBRecord[]> => {
  const pages = Array.from({ length: BEATS }, (_, number) =>
    client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': beatKey(number).pk },
      }),
    ),
  );
  const items = (await Promise.all(pages)).flatMap(({ Items }) => Items ?? []);
  return items.map((item, index) => ({
    eventName: 'MODIFY',
    dynamodb: {
      Keys: { pk: item.pk, sk: item.sk },
      NewImage: item,
      SequenceNumber: `9${String(index).padStart(20, '0')}`,
    } as NonNullable<DynamoDBRecord['dynamodb']>,
  }));
};

const completeAt = async (time: number, now: number): Promise<boolean> => {
  const query = { at: formatTime(time), currency: 'USD' };
  const call = { params: { id: '@fees' }, query, caller: { tenant: 'acme' } };
  const { body } = await getBalanceRoute(at(now)).handle(call as unknown as Call<typeof getBalance>);
  return (body as BalanceAtView).complete;
};

/** One fee, long ago. */
const oneFee = (): LedgerStream => {
  const bank = new LedgerStream('acme');
  bank.commit([{ legs: transfer('@world', '@fees', 1n), at: START }]);
  return bank;
};

describe('beats', () => {
  test('a system account is complete up to what they have proven, and not while the relay is down', async () => {
    await relayRecords(rig(client, table).relay, oneFee().records);
    const sent = START + 10 * MINUTE;
    // Its own history vouches for the times that it has reached, to the millisecond.
    expect(await completeAt(START, sent)).toBe(true);
    expect(await completeAt(START + 1, sent)).toBe(false);
    await sendHeartbeats(at(sent));
    // The relay is down: an hour later nothing is proven still.
    expect(await completeAt(START + MINUTE, sent + 60 * MINUTE)).toBe(false);
    await relayRecords(rig(client, table).relay, await beatRecords());
    expect(await completeAt(START + MINUTE, sent + 1_000)).toBe(true);
    expect(await completeAt(sent - COMMITTED_WITHIN, sent + 1_000)).toBe(true);
    expect(await completeAt(sent - COMMITTED_WITHIN + 1, sent + 60 * MINUTE)).toBe(false);
  });

  test('one that has not come through proves that its lane has not: the lowest counts', async () => {
    await sendHeartbeats(at(START));
    const first = await beatRecords();
    await relayRecords(rig(client, table).relay, first.slice(1));
    expect(await lowWatermark(at(START))).toBeUndefined();
    await relayRecords(rig(client, table).relay, first.slice(0, 1));
    expect(await lowWatermark(at(START))).toBe(START - COMMITTED_WITHIN);
    await sendHeartbeats(at(START + MINUTE));
    const second = await beatRecords();
    await relayRecords(rig(client, table).relay, second.slice(0, BEATS - 1));
    expect(await lowWatermark(at(START))).toBe(START - COMMITTED_WITHIN);
    await relayRecords(rig(client, table).relay, second.slice(BEATS - 1));
    expect(await lowWatermark(at(START))).toBe(START + MINUTE - COMMITTED_WITHIN);
  });

  test('one behind a record that fails vouches for nothing; it comes again with it', async () => {
    await sendHeartbeats(at(START));
    const [before, ...behind] = await beatRecords();
    const batch = [before as DynamoDBRecord, ...oneFee().records, ...behind];
    const stuck: Fault = (_, name, says) =>
      name === 'TransactWriteItemsCommand' && says.includes('@fees') ? new Error('not now') : undefined;
    const { failed } = await relayRecords(rig(client, table, stuck).relay, batch);
    expect(failed).toEqual([1]);
    expect(await lowWatermark(at(START))).toBeUndefined();
    expect(await relayRecords(rig(client, table).relay, batch.slice(1))).toMatchObject({ failed: [] });
    expect(await lowWatermark(at(START))).toBe(START - COMMITTED_WITHIN);
  });

  test('one behind a record that nobody can read vouches for nothing', async () => {
    await sendHeartbeats(at(START));
    const [before, ...behind] = await beatRecords();
    const broken = oneFee().records;
    const image = broken[0]?.dynamodb?.NewImage;
    if (image !== undefined) image.b = { S: '{"half' };
    await relayRecords(rig(client, table).relay, [before as DynamoDBRecord, ...broken, ...behind]);
    expect(await lowWatermark(at(START))).toBeUndefined();
  });

  test('of one minute take one write each, and one more for each batch that they come in', async () => {
    const sending = rig(client, table);
    await sendHeartbeats(sending.store);
    expect(sending.calls()).toBe(1);
    const relaying = rig(client, table);
    await relayRecords(relaying.relay, await beatRecords());
    expect([relaying.calls(), relaying.told]).toEqual([1, []]);
  });

  test('with a number that no release knows yet are recorded, and those without any are poison', async () => {
    await recordHeartbeats(at(START), [{ number: BEATS + 5, at: START }]);
    expect(await lowWatermark(at(START))).toBeUndefined();
    const record = { eventName: 'INSERT', dynamodb: { NewImage: { pk: { S: '#beat#x' }, sk: { S: 'H' } } } };
    const { poison } = await relayRecords(rig(client, table).relay, [record as unknown as DynamoDBRecord]);
    expect(poison?.index).toBe(0);
  });
});

describe("the minute's schedule", () => {
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const random = { bytes: (count: number) => new Uint8Array(count), fraction: () => 0.5 };
  /** Not enough for the second pass of a sweep. */
  const context = { getRemainingTimeInMillis: () => 10_000 } as never;

  test('sends a beat', async () => {
    const store = at(START);
    await buildSweepHolds({ clock: store.clock, random, log, store })({}, context);
    expect((await beatRecords()).map(({ dynamodb }) => dynamodb?.NewImage?.at?.N)).toEqual(
      Array.from({ length: BEATS }, () => String(START)),
    );
  });

  test('fails where the beat could not be sent, after its sweep', async () => {
    const names: string[] = [];
    const noBeats: Fault = (_, name, says) => {
      names.push(name);
      return says.includes('#beat#') ? new Error('not now') : undefined;
    };
    const { store } = rig(client, table, noBeats);
    await expect(buildSweepHolds({ clock: turnClock, random, log, store })({}, context)).rejects.toThrow('not now');
    expect(names.filter((name) => name === 'QueryCommand').length).toBeGreaterThan(0);
  });
});
