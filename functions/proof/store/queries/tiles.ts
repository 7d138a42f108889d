import { HASH_BYTES, leafHash } from '../../model/merkle/hashing.ts';
import type { HashReader } from '../../model/merkle/proofs.ts';
import { tileReader } from '../../model/merkle/tiles.ts';
import { ENTRY_BYTES, entryLeaf, readEntries } from '../../model/receipt/log-entry.ts';
import { bundlePartition, tilePartition } from '../table/keys.ts';
import type { LogStore } from '../table/log-store.ts';
import { joinedBytes } from '../table/read-bytes.ts';

/** The entries of a bundle, as many as there are. */
export const readBundle = async (store: LogStore, bundle: number) =>
  readEntries(await joinedBytes(store, bundlePartition(store.log, bundle), ENTRY_BYTES));

/** The hashes of a tile. Those of level 0 are made from the entries, which are kept anyway. */
export const readTile = async (store: LogStore, level: number, index: number): Promise<Uint8Array> =>
  level === 0
    ? Buffer.concat((await readBundle(store, index)).map((entry) => leafHash(entryLeaf(entry))))
    : joinedBytes(store, tilePartition(store.log, level, index), HASH_BYTES);

export const logHashes = (store: LogStore): HashReader => tileReader((level, index) => readTile(store, level, index));
