import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, test } from '@jest/globals';
import { relayRecords } from '../../../functions/ledger/store/relay/relay.ts';
import { clientFor, startCountingEngines } from '../../support/dynamo.ts';
import { unstreamedTable } from './fresh-table.ts';
import { LedgerStream, START, transfer } from './ledger-stream.ts';
import { rig } from './rig.ts';

const engines = await startCountingEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

interface Input {
  readonly TransactItems?: readonly TransactWriteItem[];
  readonly RequestItems?: Readonly<Record<string, readonly { readonly PutRequest?: { readonly Item?: unknown } }[]>>;
}

/** Partitions that a call writes to, one for each of its items. */
const partitionsOf = ({ TransactItems = [], RequestItems = {} }: Input): readonly string[] => {
  const keys = [
    ...TransactItems.map(({ Put, Update }) => Put?.Item ?? Update?.Key),
    ...Object.values(RequestItems).flatMap((puts) => puts.map(({ PutRequest }) => PutRequest?.Item)),
  ];
  return keys.map((key) => (key as { readonly pk?: { readonly S?: string } } | undefined)?.pk?.S ?? '');
};

/** What the engine says that writes consume, by partition: the items of one call here cost the same each. */
const metered = (client: DynamoDBClient, units: Map<string, number>): DynamoDBClient => {
  const send = async (command: { readonly input: Input & { ReturnConsumedCapacity?: 'TOTAL' } }) => {
    command.input.ReturnConsumedCapacity = 'TOTAL';
    const partitions = partitionsOf(command.input);
    const output = (await client.send(command as never)) as unknown as {
      readonly ConsumedCapacity?: readonly { readonly CapacityUnits?: number }[];
    };
    const total = [output.ConsumedCapacity ?? []].flat().reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0);
    for (const pk of partitions) units.set(pk, (units.get(pk) ?? 0) + total / partitions.length);
    return output;
  };
  return { send } as unknown as DynamoDBClient;
};

const RECEIPTS = 392;

describe.each(engines)('what the relay consumes on $name', (engine) => {
  test('two write units for a transfer between two accounts, an entry each, and a place in the journal, of which 25 share one', async () => {
    const client = clientFor(engine.endpoint);
    await unstreamedTable(client, 'capacity-entries');
    const bank = new LedgerStream('acme');
    for (let i = 0; i < 7; i += 1) for (const side of ['from', 'to']) bank.open(`${side}-${i}`);
    const opened = bank.records.length;
    for (let i = 0; i < RECEIPTS; i += 1)
      bank.commit([{ legs: transfer(`from-${i % 7}`, `to-${i % 5}`, 10n), at: START + i }]);
    const units = new Map<string, number>();
    const one = rig(metered(client, units), 'capacity-entries');
    expect(await relayRecords(one.relay, bank.records.slice(opened))).toMatchObject({ failed: [] });
    client.destroy();
    const journal = [...units].filter(([pk]) => pk.startsWith('acme#L#')).map(([, each]) => each);
    const listed = journal.reduce((sum, each) => sum + each, 0);
    expect([...units.values()].reduce((sum, each) => sum + each, 0)).toBe(2 * RECEIPTS + listed);
    // 392 of them within one second, or on both sides of its end; and the month, once.
    expect(listed).toBeLessThanOrEqual(Math.ceil(RECEIPTS / 25) + 2);
  });

  test('one write unit of its partition for each receipt of a busy system account, and two in that of the receipt', async () => {
    const client = clientFor(engine.endpoint);
    await unstreamedTable(client, 'capacity');
    const bank = new LedgerStream('acme');
    for (let i = 0; i < RECEIPTS; i += 1) bank.commit([{ legs: transfer('@world', '@fees', 10n), at: START + i }]);
    const units = new Map<string, number>();
    const one = rig(metered(client, units), 'capacity');
    expect(await relayRecords(one.relay, bank.records)).toMatchObject({ failed: [] });
    client.destroy();

    // An entry each, and the state in four transactions of 98 receipts.
    for (const hot of ['acme#A#@fees#USD', 'acme#A#@world#USD']) expect(units.get(hot)).toBe(RECEIPTS + 4 * 2);
    const marks = [...units].filter(([pk]) => pk.startsWith('acme#X#'));
    expect(new Set(marks.map(([, each]) => each))).toEqual(new Set([2 * 2]));
    expect(marks).toHaveLength(RECEIPTS);
    const directories = 2 * 2;
    const total = [...units.values()].reduce((sum, each) => sum + each, 0);
    const listed = [...units].filter(([pk]) => pk.startsWith('acme#L#')).reduce((sum, [, each]) => sum + each, 0);
    expect(total).toBe(2 * (RECEIPTS + 4 * 2) + 4 * RECEIPTS + directories + listed);
  });
});
