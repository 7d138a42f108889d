import type { NewTransaction } from '../contract/transaction.ts';
import type { BatchItem } from './batch.ts';
import { isSystem } from './made-transaction.ts';
import { claimedBy } from './refusal.ts';

/** DynamoDB's limit of items in one transaction. */
export const CHUNK_ACTIONS_MAX = 100;

/** The customers' accounts that a request names, each once. */
export const accountsIn = (body: NewTransaction): ReadonlySet<string> => {
  const accounts = new Set<string>();
  const add = (account: string): void => {
    if (!isSystem(account)) accounts.add(account);
  };
  for (const { from, to } of body.postings ?? []) {
    add(from);
    add(to);
  }
  for (const { account } of body.entries ?? []) add(account);
  return accounts;
};

/** Items that fit in one store transaction, and what they need there. */
export interface BulkChunk {
  readonly items: BatchItem[];
  /** Ids of the transactions; a key that stands twice needs one place. */
  readonly ids: Set<string>;
  readonly accounts: Set<string>;
  /** References that a transaction of the chunk is to be the only one to carry, and the first that asks for each. */
  readonly claims: Map<string, string>;
}

const emptyChunk = (): BulkChunk => ({ items: [], ids: new Set(), accounts: new Set(), claims: new Map() });

/** Adds the item if there is room. What breaks a rule by itself writes nothing and always fits. */
const takes = (chunk: BulkChunk, item: BatchItem): boolean => {
  if (item.broken === undefined) {
    const accounts = accountsIn(item.body);
    const fresh = [...accounts].filter((account) => !chunk.accounts.has(account)).length;
    const receipt = chunk.ids.has(item.id) ? 0 : 1;
    const reference = claimedBy(item.body);
    const claim = reference === undefined || chunk.claims.has(reference) ? 0 : 1;
    const taken = chunk.ids.size + chunk.accounts.size + chunk.claims.size;
    if (taken + receipt + fresh + claim > CHUNK_ACTIONS_MAX) return false;
    chunk.ids.add(item.id);
    if (reference !== undefined && claim === 1) chunk.claims.set(reference, item.id);
    for (const account of accounts) chunk.accounts.add(account);
  }
  chunk.items.push(item);
  return true;
};

/**
 * The batch in its order, cut into as few store transactions as hold it: a place for each key, each account and each claim on a
 * reference. A single transaction needs at most 98, so each fits. Their 4 MB are never met: a batch has at most 1 MB of text, of which an
 * answer repeats each character once, and 100 places bound the netted entries and lines beside it.
 */
export const bulkChunks = (items: readonly BatchItem[]): readonly BulkChunk[] => {
  const chunks: BulkChunk[] = [];
  for (const item of items) {
    const last = chunks.at(-1);
    if (last !== undefined && takes(last, item)) continue;
    const next = emptyChunk();
    takes(next, item);
    chunks.push(next);
  }
  return chunks;
};
