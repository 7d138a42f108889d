import { createHash } from 'node:crypto';
import type { Catalog } from './catalog.ts';
import { diffOf } from './diff.ts';

/** What is known of a snapshot without reading it: all of it stands in its object's key, so that one call lists them. */
export interface Snapshot {
  /** When it was taken, in ms since the epoch. */
  readonly takenAt: number;
  /** The beginning of the SHA-256 over the catalog: the same system has the same. */
  readonly digest: string;
  readonly components: number;
  readonly edges: number;
  /** What changed since the one before, for users and for operators. */
  readonly users: number;
  readonly operators: number;
}

/** Below it all snapshots lie. */
export const SNAPSHOTS_FOLDER = 'snapshots/';

const DIGEST_CHARS = 16;
/** S3 lists by key, upwards: the time that is left until the year 2286 puts the newest first. */
const LAST_MS = 9_999_999_999_999;
const TIME_DIGITS = 13;

const leftOf = (at: number): string => String(LAST_MS - Math.max(0, at)).padStart(TIME_DIGITS, '0');

export const snapshotKey = ({ takenAt, digest, components, edges, users, operators }: Snapshot): string =>
  `${SNAPSHOTS_FOLDER}${leftOf(takenAt)}-${digest}-${components}-${edges}-${users}-${operators}.json.gz`;

/** All keys behind it are of snapshots that were there at that time; those in front of it came later. */
export const keyBefore = (at: number): string => `${SNAPSHOTS_FOLDER}${leftOf(at)}`;

const KEY = /^snapshots\/(\d{13})-([0-9a-f]{16})-(\d{1,9})-(\d{1,9})-(\d{1,9})-(\d{1,9})\.json\.gz$/;

/** Undefined for what lies there and is no snapshot. */
export const snapshotOf = (key: string): Snapshot | undefined => {
  const [, left, digest, ...counts] = KEY.exec(key) ?? [];
  if (left === undefined || digest === undefined) return undefined;
  const [components = 0, edges = 0, users = 0, operators = 0] = counts.map(Number);
  return { takenAt: LAST_MS - Number(left), digest, components, edges, users, operators };
};

/** Of a catalog as it is built: in one order, whatever order its templates came in. */
export const digestOf = (catalog: Catalog): string =>
  createHash('sha256').update(JSON.stringify(catalog)).digest('hex').slice(0, DIGEST_CHARS);

/** What a snapshot of this catalog is called, after the one before. */
export const describeSnapshot = (catalog: Catalog, takenAt: number, before: Catalog | undefined): Snapshot => {
  const changes = before === undefined ? { users: [], operators: [] } : diffOf(before, catalog);
  return {
    takenAt,
    digest: digestOf(catalog),
    components: catalog.components.length,
    edges: catalog.edges.length,
    users: changes.users.length,
    operators: changes.operators.length,
  };
};
