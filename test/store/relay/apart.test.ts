import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { BrokenInvariant } from '../../../functions/kernel/core/assert.ts';
import { republishTransactions } from '../../../functions/ledger/store/jobs/republish.ts';
import { buildRelay, relayRecords } from '../../../functions/ledger/store/relay/relay.ts';
import { turnClock } from '../../support/clock.ts';
import type { Fault } from '../../support/faults.ts';
import { expectBalances, expectHistory } from './checks.ts';
import { freshTables } from './fresh-table.ts';
import { LedgerStream, START, transfer } from './ledger-stream.ts';
import { type Rig, rig } from './rig.ts';

let client: DynamoDBClient;
let table = '';
const fresh = freshTables('apart');
beforeEach(async () => {
  ({ client, table } = await fresh());
});

const thrown = (name: string): Error => Object.assign(new Error('not now'), { name });
const busy = thrown('ProvisionedThroughputExceededException');

/** Ten payments to alice, of which every fifth is a fee. */
const tenPayments = (): LedgerStream => {
  const bank = new LedgerStream('acme');
  bank.open('alice');
  for (let i = 0; i < 10; i += 1) {
    const legs = i % 5 === 4 ? transfer('alice', '@fees', 1n) : transfer('@world', 'alice', 10n);
    bank.commit([{ legs, at: START + i * 1_000 }]);
  }
  return bank;
};

const placesOf = (bank: LedgerStream, isOne: (image: string) => boolean): readonly number[] =>
  bank.records.flatMap(({ dynamodb }, index) => (isOne(JSON.stringify(dynamodb?.NewImage)) ? [index] : []));

const receiptsTold = ({ told }: Rig) => told.filter(({ detailType }) => detailType === 'ledger.TransactionPosted');
const feesAreStuck: Fault = (_, name, says) =>
  name === 'TransactWriteItemsCommand' && says.includes('@fees') ? busy : undefined;

describe('parts of one batch', () => {
  test('a system account that cannot be folded fails its own records: histories, others and events are done', async () => {
    const bank = tenPayments();
    const one = rig(client, table, feesAreStuck);
    const { failed, cause } = await relayRecords(one.relay, bank.records);
    expect(failed).toEqual(placesOf(bank, (image) => image.includes('@fees')));
    expect(cause).toBe(busy);
    for (const id of ['alice', '@world']) await expectHistory(one.store, 'acme', id, bank.lines.get(id) ?? []);
    expect(receiptsTold(one)).toHaveLength(10);
    // When it comes again, from the first of them on, all is there.
    const again = rig(client, table);
    expect(await relayRecords(again.relay, bank.records.slice(failed[0]))).toMatchObject({ failed: [] });
    await expectHistory(again.store, 'acme', '@fees', bank.lines.get('@fees') ?? []);
  });

  test('entries that the table does not take fail the records of their account, whose balance is right all the same', async () => {
    const bank = tenPayments();
    const noEntries: Fault = (_, name, says) =>
      name === 'BatchWriteItemCommand' && says.includes('@fees') ? busy : undefined;
    const one = rig(client, table, noEntries);
    const { failed } = await relayRecords(one.relay, bank.records);
    expect(failed).toEqual(placesOf(bank, (image) => image.includes('@fees')));
    await expectHistory(one.store, 'acme', '@world', bank.lines.get('@world') ?? []);
    await expectBalances(one.store, 'acme', '@fees', bank.lines.get('@fees') ?? [], [START + 60_000]);
  });

  test('histories that cannot be written fail the records of accounts, and no receipt', async () => {
    const bank = tenPayments();
    const noHistories: Fault = (_, name, says) =>
      name === 'BatchWriteItemCommand' && says.includes('acme#A#alice') ? busy : undefined;
    const one = rig(client, table, noHistories);
    const { failed } = await relayRecords(one.relay, bank.records);
    const ofAlice = bank.records.flatMap(({ dynamodb, eventName }, index) =>
      dynamodb?.Keys?.sk?.S === 'A' && eventName === 'MODIFY' ? [index] : [],
    );
    expect(failed).toEqual(ofAlice);
    for (const id of ['@world', '@fees']) await expectHistory(one.store, 'acme', id, bank.lines.get(id) ?? []);
    expect(receiptsTold(one)).toHaveLength(10);
  });

  test('names that cannot be read keep the news of accounts back, and no other', async () => {
    const bank = tenPayments();
    const noProfiles: Fault = (_, name, says) =>
      name === 'BatchGetItemCommand' && says.includes('"S":"P"') ? busy : undefined;
    const one = rig(client, table, noProfiles);
    expect((await relayRecords(one.relay, bank.records)).failed).toEqual([0]);
    expect(one.told.map(({ detailType }) => detailType)).not.toContain('ledger.AccountOpened');
    expect(receiptsTold(one)).toHaveLength(10);
  });

  test('a run whose time for folding is over reports what it has not begun, and tells the rest', async () => {
    const bank = tenPayments();
    const { relay, told } = rig(client, table);
    let asked = 0;
    const late = { ...turnClock, now: () => START + 30_000 * Math.min(1, asked++) };
    const { failed, cause } = await relayRecords({ ...relay, store: { ...relay.store, clock: late } }, bank.records);
    expect(failed).toHaveLength(10);
    expect(String(cause)).toContain('the time of this run is over');
    expect(told.length).toBeGreaterThanOrEqual(11);
  });

  test('the answer names the first record concerned, and a broken invariant is counted as one', async () => {
    const bank = tenPayments();
    const lines: object[] = [];
    const log = { info: (_: string, line: object) => lines.push(line), warn: () => {}, error: () => {} };
    const broken: Fault = (...call) => (feesAreStuck(...call) ? new BrokenInvariant('it does not hold') : undefined);
    const handler = buildRelay({ clock: turnClock, log, relay: rig(client, table, broken).relay });
    const { batchItemFailures } = await handler({ Records: bank.records }, {} as never);
    const [first = -1] = placesOf(bank, (image) => image.includes('@fees'));
    expect(batchItemFailures).toEqual([{ itemIdentifier: bank.records[first]?.dynamodb?.SequenceNumber }]);
    expect(lines).toEqual([expect.objectContaining({ failed: 2, brokenInvariants: 1 })]);
  });

  test('republishing throws what kept it from folding, after all else was done', async () => {
    const bank = tenPayments();
    for (const { dynamodb } of bank.records)
      await client.send(new PutItemCommand({ TableName: table, Item: dynamodb?.NewImage as never }));
    const ids = [...new Set([...bank.lines.values()].flat().map(({ transactionId }) => transactionId))];
    const one = rig(client, table, feesAreStuck);
    await expect(republishTransactions(one.relay, 'acme', ids)).rejects.toBe(busy);
    expect(receiptsTold(one)).toHaveLength(10);
  });
});

describe('the event of new entries', () => {
  test('has the same id when the same records come again, whatever is done first and whoever folded', async () => {
    const bank = tenPayments();
    const idsOf = ({ told }: Rig) =>
      told.filter(({ detailType }) => detailType === 'ledger.EntriesAppended').map(({ detail }) => detail.eventId);
    const [first, second] = [rig(client, table), rig(client, table)];
    await relayRecords(first.relay, bank.records);
    await relayRecords(second.relay, bank.records);
    expect(idsOf(second)).toEqual(idsOf(first));
    const part = rig(client, table);
    await relayRecords(part.relay, bank.records.slice(0, 8));
    expect(idsOf(part)).not.toEqual(idsOf(first));
  });
});
