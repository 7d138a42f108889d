import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { startStore } from '../../local/store/start-store.ts';
import { type Credentials, newCredentials } from '../../local/trust/credentials.ts';
import { createLedgerTable } from '../../test/support/ledger-table.ts';
import type { Figures } from './figures.ts';
import { treeUse } from './processes.ts';
import { percentile, rising } from './statistics.ts';

/** What every transfer must cost at least: see `floor`. */
const TABLE = 'floor';
const ACCOUNTS = 1000;
const CONNECTIONS = 32;
const SEED_BATCH = 25;
const WARM_UP_MS = 4_000;
/** About what a simple transfer's stored answer takes. */
const ANSWER = 'x'.repeat(520);

const key = (index: number) => ({ pk: { S: `acme#A#bench-${index % ACCOUNTS}` }, sk: { S: 'A' } });
const zero = { N: '0' };

/** The SDK as it is, but for its ClientRequestToken, which functions do not send either. */
const sdkClient = (endpoint: string, credentials: Credentials): DynamoDBClient => {
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  client.middlewareStack.add(
    (next) => (args) => {
      const { ClientRequestToken: _, ...input } = args.input as { readonly ClientRequestToken?: string };
      return next({ ...args, input: input as typeof args.input });
    },
    { step: 'initialize', name: 'stripClientRequestToken', priority: 'low' },
  );
  return client;
};

const seed = async (client: DynamoDBClient): Promise<void> => {
  for (let from = 0; from < ACCOUNTS; from += SEED_BATCH) {
    const requests = Array.from({ length: SEED_BATCH }, (_, place) => ({
      PutRequest: {
        Item: {
          ...key(from + place),
          v: zero,
          d: zero,
          c: zero,
          dr: { N: '1000000000' },
          cr: zero,
          s: { S: 'open' },
          cu: { S: 'USD' },
        },
      },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
  }
};

const update = (index: number, less: 'dr' | 'cr', more: 'dr' | 'cr', sum: 'd' | 'c') => ({
  Update: {
    TableName: TABLE,
    Key: key(index),
    UpdateExpression: `SET v = v + :one, ${sum} = ${sum} + :x, ${less} = ${less} - :x, ${more} = ${more} + :x, li = :li`,
    ConditionExpression: less === 'dr' ? 'dr >= :x AND cu = :cu AND s = :s' : 'cu = :cu AND s = :s',
    ExpressionAttributeValues: {
      ':one': { N: '1' },
      ':x': { N: '1' },
      ':li': { S: 'x'.repeat(80) },
      ':cu': { S: 'USD' },
      ':s': { S: 'open' },
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  },
});

const transfer = (run: string, index: number) => {
  const from = (index * 7_919) % ACCOUNTS;
  const to = from + 1 + (index % (ACCOUNTS - 1));
  const receipt = { pk: { S: `acme#T#${run}-${index}` }, sk: { S: 'T' }, b: { S: ANSWER }, st: { N: '201' } };
  return new TransactWriteItemsCommand({
    TransactItems: [
      {
        Put: {
          TableName: TABLE,
          Item: receipt,
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      update(from, 'dr', 'cr', 'd'),
      update(to, 'cr', 'dr', 'c'),
    ],
  });
};

/**
 * The floor under everything else: a bare loop of three-item transactions with the AWS SDK against the embedded store, stream
 * on, nobody reading it. No HTTP, no tokens, no checks, no history, no events.
 */
export const floor = async (seconds: number): Promise<Figures> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'folio-floor-'));
  const credentials = newCredentials();
  const engine = await startStore({
    dataDir,
    credentials,
    log: () => undefined,
    onLost: (reason) => process.emitWarning(reason),
  });
  const client = sdkClient(engine.endpoint, credentials);
  try {
    await createLedgerTable(client, TABLE);
    await seed(client);
    await loop(client, 'warm', WARM_UP_MS);
    const before = treeUse(process.pid);
    const { latenciesMs, elapsedMs } = await loop(client, 'run', seconds * 1000);
    const after = treeUse(process.pid);
    const sorted = rising(latenciesMs);
    const transfers = sorted.length;
    return {
      name: 'floor: bare SDK loop',
      transfers,
      perSecond: (transfers * 1000) / elapsedMs,
      p50Ms: percentile(sorted, 0.5),
      p95Ms: percentile(sorted, 0.95),
      p99Ms: percentile(sorted, 0.99),
      cpuMsPerTransfer: (after.cpuMs - before.cpuMs) / transfers,
      storeCpuMsPerTransfer: (after.storeCpuMs - before.storeCpuMs) / transfers,
      clientCpuMsPerTransfer: (after.cpuMs - after.storeCpuMs - before.cpuMs + before.storeCpuMs) / transfers,
      recordsBehind: 0,
      drainMs: 0,
      peakMegabytes: after.residentBytes / 1e6,
      refused: 0,
      statuses: { 200: transfers },
    };
  } finally {
    client.destroy();
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

const loop = async (client: DynamoDBClient, run: string, durationMs: number) => {
  const latenciesMs: number[] = [];
  let index = 0;
  const from = performance.now();
  const worker = async () => {
    while (performance.now() - from < durationMs) {
      const command = transfer(run, index);
      index += 1;
      const sentAt = performance.now();
      await client.send(command);
      latenciesMs.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return { latenciesMs, elapsedMs: performance.now() - from };
};
