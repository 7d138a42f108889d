import { createHmac } from 'node:crypto';
import { canonicalJson } from '../../../kernel/values/canonical-json.ts';

/** What stands in the log for a receipt: nothing of money, tenants or times can be read from it. */
export interface LogEntry {
  /** The receipt's id under its salt: 32 bytes. */
  readonly id: Uint8Array;
  /** The receipt's digest under its salt: 32 bytes. */
  readonly digest: Uint8Array;
}

export const ENTRY_BYTES = 64;

/**
 * 32 bytes for one receipt of one tenant. Whoever is shown a receipt with its salt finds its entry; who has neither learns
 * nothing from it, not even that two entries are of one tenant. The parts are told apart since no tenant has a `#`.
 */
export const saltOf = (secret: Uint8Array, tenant: string, id: string): Uint8Array =>
  createHmac('sha256', secret).update(`${tenant}#${id}`).digest();

const under = (salt: Uint8Array, what: string, value: string): Uint8Array =>
  createHmac('sha256', salt).update(`${what}\n`).update(value).digest();

/** @param digest SHA-256 over the receipt's canonical JSON, in base64url, as the ledger tells it */
export const logEntry = (salt: Uint8Array, id: string, digest: string): LogEntry => ({
  id: under(salt, 'id', id),
  digest: under(salt, 'digest', digest),
});

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** The leaf's bytes: canonical JSON, 110 characters. */
export const entryLeaf = ({ id, digest }: LogEntry): Uint8Array =>
  Buffer.from(canonicalJson({ digest: text(digest), id: text(id) }));

export const entryBytes = ({ id, digest }: LogEntry): Uint8Array => Buffer.concat([id, digest]);

/** Entries one after the other, as they are kept. */
export const readEntries = (bytes: Uint8Array): readonly LogEntry[] =>
  Array.from({ length: Math.floor(bytes.length / ENTRY_BYTES) }, (_, index) => {
    const at = index * ENTRY_BYTES;
    return { id: bytes.subarray(at, at + 32), digest: bytes.subarray(at + 32, at + ENTRY_BYTES) };
  });

/** C2SP tlog-tiles: each entry of a bundle has its length before it, in two bytes, high one first. */
export const entryBundle = (entries: readonly LogEntry[]): Uint8Array =>
  Buffer.concat(
    entries.flatMap((entry) => {
      const leaf = entryLeaf(entry);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(leaf.length);
      return [length, leaf];
    }),
  );

const LEAF_JSON = /^\{"digest":"([A-Za-z0-9_-]{43})","id":"([A-Za-z0-9_-]{43})"\}$/;

/** The entries of a bundle as it is served; undefined in place of one that is no entry of ours, and of all behind a broken length. */
export const readBundleEntries = (bundle: Uint8Array): readonly (LogEntry | undefined)[] => {
  const bytes = Buffer.from(bundle);
  const entries: (LogEntry | undefined)[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const end = at + 2 + bytes.readUInt16BE(at);
    const [, digest, id] = LEAF_JSON.exec(bytes.toString('latin1', at + 2, end)) ?? [];
    const entry = { id: Buffer.from(id ?? '', 'base64url'), digest: Buffer.from(digest ?? '', 'base64url') };
    entries.push(entry.id.length === 32 && entry.digest.length === 32 ? entry : undefined);
    at = end;
  }
  return entries;
};
