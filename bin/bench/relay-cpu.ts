import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { newRelay, relayRecords } from '../../functions/ledger/store/relay/relay.ts';
import { LedgerStream, START, transfer } from '../../test/store/relay/ledger-stream.ts';
import { turnClock } from '../../test/support/clock.ts';
import { clientFor, startDynamo } from '../../test/support/dynamo.ts';
import { ledgerTable } from '../../test/support/ledger-table.ts';
import { stdout } from '../client/outlet.ts';

/**
 * CPU that the relay itself spends per transfer, with the real clients of the SDK: `node bench/relay-cpu.ts [transfers] [batch]`.
 * The table is the embedded engine; the bus answers at once, in process.
 */
const [transfers = 5_000, batch = 300] = process.argv.slice(2).map(Number);
const ACCOUNTS = 200;

const bus = new EventBridgeClient({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  requestHandler: {
    handle: async (request: { body: Uint8Array }) => {
      const entries = (JSON.parse(new TextDecoder().decode(request.body)).Entries as unknown[]).map((_, index) => ({
        EventId: String(index),
      }));
      const body = new Response(JSON.stringify({ Entries: entries, FailedEntryCount: 0 })).body;
      return { response: { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body } };
    },
  } as never,
});

const bank = new LedgerStream('acme');
for (let i = 0; i < ACCOUNTS; i += 1) bank.open(`account-${i}`);
const opened = bank.records.length;
for (let i = 0; i < transfers; i += 1) {
  const [from, to] = [i % ACCOUNTS, (i * 7 + 1) % ACCOUNTS];
  const legs = transfer(`account-${from}`, `account-${from === to ? (to + 1) % ACCOUNTS : to}`, 10n);
  bank.commit([{ legs, at: START + i }]);
}

const engine = await startDynamo();
const client: DynamoDBClient = clientFor(engine.endpoint);
try {
  const { StreamSpecification: _, ...request } = ledgerTable('bench');
  await client.send(new CreateTableCommand(request));
  const random = { bytes: (count: number) => new Uint8Array(count), fraction: () => 0.5 };
  const store = { dynamo: client, table: 'bench', clock: turnClock, random, codeVersion: '1' };
  const relay = newRelay(store, { client: bus, name: 'bus', clock: turnClock, random });
  const records = bank.records.slice(opened);
  const warm = Math.floor(records.length / 5);
  const run = async (from: number, to: number) => {
    for (let at = from; at < to; at += batch) {
      const { failed } = await relayRecords(relay, records.slice(at, Math.min(at + batch, to)));
      if (failed.length > 0) throw new Error('the relay failed');
    }
  };
  await run(0, warm);
  const [before, started] = [process.cpuUsage(), performance.now()];
  await run(warm, records.length);
  const { user, system } = process.cpuUsage(before);
  const done = (records.length - warm) / 3;
  const perTransfer = ((user + system) / 1000 / done).toFixed(3);
  const rate = Math.round((done / (performance.now() - started)) * 1000);
  stdout().write(`${perTransfer} ms CPU per transfer in batches of ${batch} records; ${rate} transfers/s\n`);
} finally {
  client.destroy();
  await engine.stop();
}
