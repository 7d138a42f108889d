import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Aws } from '../../../kernel/aws/aws-call.ts';
import { bucket } from '../../../kernel/aws/bucket.ts';
import { listObjects } from '../../../kernel/aws/list-objects.ts';
import { Recent } from '../../../kernel/core/recent.ts';
import type { Catalog } from '../../model/catalog.ts';
import { keyBefore, SNAPSHOTS_FOLDER, type Snapshot, snapshotKey, snapshotOf } from '../../model/snapshot.ts';

/** A page of snapshots, the newest first. */
export interface SnapshotPage {
  readonly snapshots: readonly Snapshot[];
  readonly more: boolean;
}

/** The catalog as it was, each time that it had changed. */
export interface Snapshots {
  /** Those that were taken at a time or before it. */
  readonly list: (until: number, max: number) => Promise<SnapshotPage>;
  /** @throws UnreadableSnapshot for one that a later release wrote in another form, or that is gone */
  readonly read: (snapshot: Snapshot) => Promise<Catalog>;
  readonly put: (snapshot: Snapshot, catalog: Catalog) => Promise<void>;
}

export class UnreadableSnapshot extends Error {
  override readonly name = 'UnreadableSnapshot';
}

/** Packed a twelfth of it. A system of ten times the parts of Folio stays below. */
const BYTES_MAX = 64 * 1024 * 1024;
/** Whoever compares and looks at maps of before comes back to the same few. */
const HELD = 4;

const isCatalog = (value: unknown): value is Catalog =>
  typeof value === 'object' && value !== null && 'format' in value && value.format === 1;

const parsed = (packed: Uint8Array): Catalog => {
  const value: unknown = JSON.parse(gunzipSync(packed, { maxOutputLength: BYTES_MAX }).toString('utf8'));
  if (!isCatalog(value)) throw new UnreadableSnapshot('The snapshot has a form that this release does not read.');
  return value;
};

const collected = async (content: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
};

export const liveSnapshots = (aws: Aws, name: string): Snapshots => {
  const objects = bucket(aws, name);
  const held = new Recent<Catalog>(HELD);
  return {
    list: async (until, max) => {
      const asked = { prefix: SNAPSHOTS_FOLDER, after: keyBefore(until), max };
      const page = await listObjects(aws, name, asked);
      return { snapshots: page.objects.flatMap(({ key }) => snapshotOf(key) ?? []), more: page.more };
    },
    read: async (snapshot) => {
      const key = snapshotKey(snapshot);
      const known = held.get(key);
      if (known !== undefined) return known;
      const content = await objects.open(key);
      if (content === undefined) throw new UnreadableSnapshot('The snapshot is not there any more.');
      const catalog = parsed(await collected(content));
      held.set(key, catalog);
      return catalog;
    },
    put: async (snapshot, catalog) => {
      const packed = gzipSync(JSON.stringify(catalog), { level: 9 });
      await objects.put(snapshotKey(snapshot), {
        bytes: packed.length,
        sha256: createHash('sha256').update(packed).digest('hex'),
        read: async function* () {
          yield packed;
        },
      });
    },
  };
};
