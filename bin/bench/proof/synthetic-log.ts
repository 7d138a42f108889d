import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { chunks } from '../../../functions/kernel/core/parallel.ts';
import { type Hash, leafHash, nodeHash } from '../../../functions/proof/model/merkle/hashing.ts';
import { joined, type Subtree, subtreesOf } from '../../../functions/proof/model/merkle/subtrees.ts';
import { TILE_LEVELS, TILE_WIDTH } from '../../../functions/proof/model/merkle/tiles.ts';
import { checkpointText } from '../../../functions/proof/model/note/checkpoint.ts';
import { signedNote } from '../../../functions/proof/model/note/signed-note.ts';
import {
  entryBytes,
  entryLeaf,
  type LogEntry,
  logEntry,
  saltOf,
} from '../../../functions/proof/model/receipt/log-entry.ts';
import { leavesBytes } from '../../../functions/proof/model/receipt/logged-leaf.ts';
import { NOTE } from '../../../functions/proof/store/queries/checkpoints.ts';
import { makeSecret } from '../../../functions/proof/store/relay/log-secret.ts';
import {
  bundlePartition,
  checkpointPartition,
  checkpointSort,
  LOGS,
  placeSort,
  slotPartition,
  slotSort,
  tilePartition,
} from '../../../functions/proof/store/table/keys.ts';
import { BYTES } from '../../../functions/proof/store/table/read-bytes.ts';
import type { BenchLog } from './bench-log.ts';
import { type BenchReceipt, benchReceipt, told } from './receipts.ts';

/** DynamoDB's limit of one call. */
const BATCH = 25;
const AT_ONCE = 8;
const TILE_HEIGHT = 8;

/** A receipt of the log, and its leaf. */
export interface Sample {
  readonly receipt: BenchReceipt;
  readonly index: number;
}

/** The root of a full bundle's subtree, or of a part of it. */
const hashOf = (row: readonly Hash[]): Hash => {
  let hashes = row;
  while (hashes.length > 1)
    hashes = Array.from({ length: hashes.length / 2 }, (_, at) =>
      nodeHash(hashes[2 * at] as Hash, hashes[2 * at + 1] as Hash),
    );
  return hashes[0] as Hash;
};

/** Every subtree of a log in which each bundle is like the first: those above a bundle are all the same on their level. */
const subtreeHashes = (leaves: readonly Hash[]) => {
  const above: Hash[] = [hashOf(leaves)];
  return ({ level, index }: Subtree): Hash => {
    if (level < TILE_HEIGHT) {
      const count = 2 ** level;
      const from = (index * count) % TILE_WIDTH;
      return hashOf(leaves.slice(from, from + count));
    }
    for (let at = above.length; at <= level - TILE_HEIGHT; at += 1) {
      const below = above[at - 1] as Hash;
      above.push(nodeHash(below, below));
    }
    return above[level - TILE_HEIGHT] as Hash;
  };
};

const put = (pk: string, sk: string, bytes: Uint8Array): WriteRequest => ({
  PutRequest: { Item: { pk: { S: pk }, sk: { S: sk }, [BYTES]: { B: bytes } } },
});

/** As many items as a tile can have: every entry and every hash was appended by a run of its own. */
const bundleItems = (bundle: number, entries: readonly LogEntry[]): readonly WriteRequest[] =>
  entries.map((entry, place) => put(bundlePartition(LOGS.receipts, bundle), placeSort(place), entryBytes(entry)));

const tileItems = (size: number, hash: (subtree: Subtree) => Hash): readonly WriteRequest[] => {
  const items: WriteRequest[] = [];
  for (let level = 1; level < TILE_LEVELS; level += 1) {
    const count = Math.floor(size / TILE_WIDTH ** level);
    for (let index = 0; index < count; index += 1) {
      const tile = Math.floor(index / TILE_WIDTH);
      items.push(
        put(
          tilePartition(LOGS.receipts, level, tile),
          placeSort(index % TILE_WIDTH),
          hash({ level: level * TILE_HEIGHT, index }),
        ),
      );
    }
  }
  return items;
};

const writeAll = async ({ client, store }: BenchLog, items: readonly WriteRequest[]): Promise<void> => {
  const batches = chunks(items, BATCH);
  for (const some of chunks(batches, AT_ONCE))
    await Promise.all(
      some.map((batch) => client.send(new BatchWriteItemCommand({ RequestItems: { [store.table]: [...batch] } }))),
    );
};

/**
 * A signed log of `size` leaves whose bundles all have the same entries, so that its root is true and takes no hour to come by. Of its
 * entries only those are written that a proof of a sample reads; each sample is in a bundle of its own.
 */
export const syntheticLog = async (log: BenchLog, size: number, sampleCount: number): Promise<readonly Sample[]> => {
  const secret = await makeSecret(log.store);
  const receipts = Array.from({ length: TILE_WIDTH }, (_, number) => benchReceipt(number, 1));
  const entries = receipts.map((receipt) => {
    const { tenant, id, digest } = told(receipt);
    return logEntry(saltOf(secret, tenant, id), id, digest);
  });
  const hash = subtreeHashes(entries.map((entry) => leafHash(entryLeaf(entry))));
  const bundles = Math.floor(size / TILE_WIDTH);
  const samples = receipts.slice(0, sampleCount).map((receipt, place) => {
    const bundle = Math.floor((place * bundles) / sampleCount);
    return { receipt, bundle, index: bundle * TILE_WIDTH + place };
  });
  const slots = samples.map(({ receipt, index }) => {
    const slot = { tenant: receipt.tenant, second: Math.floor(told(receipt).at / 1_000) };
    return put(
      slotPartition(LOGS.receipts, slot),
      slotSort(slot, index),
      leavesBytes([{ receiptId: receipt.id, index }]),
    );
  });
  const written = new Set(samples.map(({ bundle }) => bundle));
  const last = entries.slice(0, size % TILE_WIDTH);
  await writeAll(log, [
    ...[...written].flatMap((bundle) => bundleItems(bundle, entries)),
    ...bundleItems(bundles, last),
    ...tileItems(size, hash),
    ...slots,
  ]);
  const verifier = await log.key.verifier();
  const text = checkpointText(verifier.name, { size, root: joined(subtreesOf({ from: 0, to: size }).map(hash)) });
  const note = signedNote(text, verifier, await log.key.sign(text));
  const Item = { pk: { S: checkpointPartition(LOGS.receipts) }, sk: { S: checkpointSort(size) }, [NOTE]: { S: note } };
  await writeAll(log, [{ PutRequest: { Item } }]);
  return samples;
};
