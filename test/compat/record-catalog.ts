import { gzipSync } from 'node:zlib';
import { describeSnapshot, snapshotKey } from '../../functions/catalog/model/snapshot.ts';
import { appCatalog } from '../infra/support/catalog.ts';
import type { Item } from './golden.ts';

/** A snapshot as a release wrote it into its bucket: the object's key and bytes. */
export interface CatalogGolden {
  readonly release: number;
  /** The catalog has no table. */
  readonly items: readonly Item[];
  readonly key: string;
  /** Base64 of the packed object. */
  readonly object: string;
  readonly takenAt: number;
  readonly digest: string;
  readonly components: number;
  readonly edges: number;
}

const TAKEN_AT = 1_795_000_000_000;

/** What this release of the catalog writes of itself. */
export const recordCatalog = async (release: number): Promise<CatalogGolden> => {
  const catalog = appCatalog();
  const snapshot = describeSnapshot(catalog, TAKEN_AT, undefined);
  const { takenAt, digest, components, edges } = snapshot;
  const object = gzipSync(JSON.stringify(catalog), { level: 9 }).toString('base64');
  return { release, items: [], key: snapshotKey(snapshot), object, takenAt, digest, components, edges };
};
