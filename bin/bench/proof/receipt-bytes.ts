import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { appendEntries } from '../../../functions/proof/store/relay/append-entries.ts';
import { RECEIPTS } from '../../../functions/proof/store/relay/append-receipts.ts';
import { makeSecret } from '../../../functions/proof/store/relay/log-secret.ts';
import { signCheckpoint } from '../../../functions/proof/store/relay/sign-checkpoint.ts';
import { type BenchLog, onBenchLog } from './bench-log.ts';
import { benchReceipt, told } from './receipts.ts';

/** What the queue gathers before a run: see lib/proof. */
const GATHERED_SECONDS = 5;
/** DynamoDB bills so much for each item beside its attributes ("Amazon DynamoDB pricing", storage). */
const ITEM_BYTES = 100;
const DEADLINE_MS = 60_000;

export interface ReceiptBytes {
  readonly perSecond: number;
  readonly receipts: number;
  /** What is stored for each, billed bytes of items included. */
  readonly bytes: number;
}

const valueBytes = ({ S, N, B }: AttributeValue): number => Buffer.byteLength(S ?? N ?? '') + (B?.length ?? 0);

const storedBytes = async ({ client, store }: BenchLog): Promise<number> => {
  let bytes = 0;
  let from: Record<string, AttributeValue> | undefined;
  do {
    const scan = new ScanCommand({
      TableName: store.table,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    const { Items = [], LastEvaluatedKey } = await client.send(scan);
    for (const item of Items)
      for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + valueBytes(value);
    bytes += Items.length * ITEM_BYTES;
    from = LastEvaluatedKey;
  } while (from !== undefined);
  return bytes;
};

/** What the log keeps of each receipt of one tenant that has so many a second, in runs as the queue makes them. */
export const receiptBytes = (perSecond: number, seconds: number): Promise<ReceiptBytes> =>
  onBenchLog(async (log) => {
    const { store, key } = log;
    const secret = await makeSecret(store);
    const receipts = perSecond * seconds;
    const run = perSecond * GATHERED_SECONDS;
    for (let first = 0; first < receipts; first += run) {
      const some = Array.from({ length: Math.min(run, receipts - first) }, (_, at) =>
        told(benchReceipt(first + at, perSecond)),
      );
      await appendEntries({ store, secret, book: RECEIPTS }, some, store.clock.now() + DEADLINE_MS);
      await signCheckpoint(store, key);
    }
    return { perSecond, receipts, bytes: (await storedBytes(log)) / receipts };
  });
