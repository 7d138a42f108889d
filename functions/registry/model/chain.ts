import { createHash } from 'node:crypto';
import { canonicalJson } from '../../kernel/values/canonical-json.ts';
import type { ReleaseEvent, ReleaseRecord } from '../contract/release-record.ts';

/** What a new record says; its place and its hashes follow from the records before it. */
export interface NewRecord {
  readonly domain: string;
  readonly at: string;
  readonly actor: string;
  readonly event: ReleaseEvent;
}

/** All that a record says as it was written; a later release may say more than this one reads, and that is hashed as well. */
export type Written = Readonly<Record<string, unknown>>;

const hashOf = ({ hash: _, ...record }: Written): string =>
  createHash('sha256').update(canonicalJson(record)).digest('hex');

/** The record that follows `last`, or the first one of its domain. */
export const nextRecord = (last: ReleaseRecord | undefined, { domain, at, actor, event }: NewRecord): ReleaseRecord => {
  const place = { seq: (last?.seq ?? 0) + 1, previous: last?.hash ?? '', hash: '' };
  const record: ReleaseRecord = { format: 1, domain, at, actor, event, ...place };
  return { ...record, hash: hashOf(record) };
};

/** `seq` of the first record that was changed, or before which one is missing; undefined when the log is whole. */
export const firstDamage = (records: readonly Written[]): number | undefined => {
  let previous: unknown = '';
  for (const [index, record] of records.entries()) {
    if (record.seq !== index + 1 || record.previous !== previous || record.hash !== hashOf(record)) return index + 1;
    previous = record.hash;
  }
  return undefined;
};
