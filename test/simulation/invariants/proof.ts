import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import { digestOfReceipt } from '../../../functions/ledger/model/receipt-document.ts';
import { anyReceipt } from '../../../functions/ledger/store/relay/stream-record.ts';
import { appended, EMPTY_FRONTIER, type Frontier, rootOf } from '../../../functions/proof/model/merkle/frontier.ts';
import { leafHash, sameHash } from '../../../functions/proof/model/merkle/hashing.ts';
import { readCheckpoint } from '../../../functions/proof/model/note/checkpoint.ts';
import {
  entryBytes,
  entryLeaf,
  type LogEntry,
  logEntry,
  readEntries,
  saltOf,
} from '../../../functions/proof/model/receipt/log-entry.ts';
import { readLeaves } from '../../../functions/proof/model/receipt/logged-leaf.ts';
import { TABLES } from '../functions/outside.ts';
import { LOG_KEY } from '../functions/proof.ts';
import type { Change } from '../store/memory-store.ts';
import { hold, same } from '../violation.ts';
import type { World } from '../world/world.ts';

/** Items as the engine has them: bytes are base64. */
interface Held {
  readonly pk: { readonly S: string };
  readonly sk: { readonly S: string };
  readonly b?: { readonly B: string };
  readonly n?: { readonly S?: string; readonly N?: string };
}

const HEAD = '#log H';
const CHECKPOINTS = '#log#C';
const bytesOf = ({ b }: Held): Buffer => Buffer.from(b?.B ?? '', 'base64');
const sizeOf = (item: unknown): number => Number((item as Held | undefined)?.n?.N ?? 0);

/** The leaves of an item of a tenant's slot, by tenant and receipt; none of any other item. */
const leavesOfItem = (item: Held): readonly (readonly [string, number])[] => {
  if (item.pk.S.startsWith('#') || !item.pk.S.includes('#L#')) return [];
  const tenant = item.pk.S.slice(0, item.pk.S.indexOf('#'));
  return readLeaves(bytesOf(item)).map(({ receiptId, index }) => [`${tenant} ${receiptId}`, index] as const);
};

interface Told {
  readonly detail: {
    readonly tenant: string;
    readonly data: { readonly receipts: readonly { readonly id: string }[] };
  };
}

/** The log as its commits make it. */
export class LoggedReceipts {
  readonly #leaves = new Map<string, number>();
  #signed = 0;

  /** Nothing but the head is ever changed, and it moves by the entries that are appended with it. */
  onCommit(changes: readonly Change[]): void {
    let [entries, moved] = [0, 0];
    for (const { table, pk, sk, before, after } of changes) {
      if (table !== TABLES.proof) continue;
      if (`${pk} ${sk}` === HEAD) {
        moved = sizeOf(after?.item) - sizeOf(before?.item);
        hold('log-append', moved > 0, () => `the head moves by ${moved}`);
        continue;
      }
      const is = after?.item as unknown as Held;
      if (pk.startsWith('#log#E#')) entries += readEntries(bytesOf(is)).length;
      if (pk === CHECKPOINTS) this.#signed = Math.max(this.#signed, Number(sk));
      for (const [name, index] of leavesOfItem(is)) this.#leaves.set(name, index);
      if (before === undefined) continue;
      const was = before.item as unknown as Held;
      same('log-append', `${pk} ${sk}, written again`, [is.b?.B, is.n?.S], [was.b?.B, was.n?.S]);
    }
    same('log-append', 'entries that are appended, and how far the head moves', entries, moved);
  }

  /** A message is done when a checkpoint covers its receipts. */
  onDone(body: string): void {
    const { tenant, data } = (JSON.parse(body) as Told).detail;
    for (const { id } of data.receipts) {
      const leaf = this.#leaves.get(`${tenant} ${id}`);
      const isCovered = leaf !== undefined && leaf < this.#signed;
      hold('log-signed', isCovered, () => `${id} of ${tenant} is leaf ${leaf}, and done with ${this.#signed} signed`);
    }
  }
}

const joined = (items: readonly Held[]): readonly LogEntry[] => {
  const place = ({ pk, sk }: Held): number => Number(pk.S.slice('#log#E#'.length)) * 256 + Number(sk.S);
  const sorted = items.filter(({ pk }) => pk.S.startsWith('#log#E#')).toSorted((a, b) => place(a) - place(b));
  const entries: LogEntry[] = [];
  for (const item of sorted) {
    same('log-append', `place of ${item.pk.S} ${item.sk.S}`, place(item), entries.length);
    entries.push(...readEntries(bytesOf(item)));
  }
  return entries;
};

/** Every checkpoint is of the beginning of the log, and the newest of all of it. */
const checkCheckpoints = (items: readonly Held[], entries: readonly LogEntry[]): void => {
  const notes = items
    .filter(({ pk }) => pk.S === CHECKPOINTS)
    .toSorted((a, b) => Number(a.sk.S) - Number(b.sk.S))
    .map(({ n }) => n?.S ?? '');
  let frontier: Frontier = EMPTY_FRONTIER;
  for (const note of notes) {
    const tree = readCheckpoint(note, LOG_KEY);
    hold('log-signed', tree !== undefined, () => `the key of the log has not signed ${note}`);
    if (tree === undefined) return;
    const more = entries.slice(frontier.size, tree.size).map((entry) => leafHash(entryLeaf(entry)));
    frontier = appended(frontier, more).frontier;
    const isTrue = frontier.size === tree.size && sameHash(rootOf(frontier), tree.root);
    hold('log-signed', isTrue, () => `the checkpoint of ${tree.size} is not of the log`);
  }
  same('log-signed', 'leaves that the newest checkpoint covers', frontier.size, entries.length);
};

/** Where the log says that a tenant's receipts are. */
const leavesOf = (items: readonly Held[]): ReadonlyMap<string, readonly number[]> => {
  const leaves = new Map<string, number[]>();
  for (const [name, index] of items.flatMap(leavesOfItem)) leaves.set(name, [...(leaves.get(name) ?? []), index]);
  return leaves;
};

/** Each receipt of the ledger is one leaf, which says what the receipt says; and every leaf is of one. */
export const checkProof = ({ store, profile }: World): void => {
  if (!profile.proof) return;
  const items = store.all(TABLES.proof) as unknown as readonly Held[];
  const entries = joined(items);
  const leaves = leavesOf(items);
  const secret = bytesOf(items.find(({ pk }) => pk.S === '#log#S') ?? ({} as Held));
  const receipts = (store.all(TABLES.ledger) as unknown as readonly Item[])
    .filter(({ sk }) => sk?.S === 'T' || sk?.S === 'R')
    .map(anyReceipt);
  for (const { tenant, receipt } of receipts) {
    const places = leaves.get(`${tenant} ${receipt.id}`) ?? [];
    same('log-once', `leaves of ${receipt.id} of ${tenant}`, places.length, 1);
    const wanted = logEntry(saltOf(secret, tenant, receipt.id), receipt.id, digestOfReceipt(tenant, receipt));
    const found = entries[places[0] ?? -1];
    const isTrue = found !== undefined && sameHash(entryBytes(found), entryBytes(wanted));
    hold('log-true', isTrue, () => `leaf ${places[0]} is not of ${receipt.id} of ${tenant}`);
  }
  same('log-once', 'leaves, and receipts', entries.length, receipts.length);
  checkCheckpoints(items, entries);
};
