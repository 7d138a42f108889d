import type { NewTransaction } from '../contract/transaction.ts';
import type { BatchItem } from './batch.ts';
import { isSystem } from './made-transaction.ts';
import { claimedBy } from './refusal.ts';

/** DynamoDB's limit of items in one transaction. */
export const PACK_UNITS = 100;

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
export interface Pack {
  readonly items: BatchItem[];
  /** Ids of the transactions; a key that stands twice needs one place. */
  readonly ids: Set<string>;
  readonly accounts: Set<string>;
  /** References that a transaction of the pack is to be the only one to carry, and the first that asks for each. */
  readonly claims: Map<string, string>;
}

const emptyPack = (): Pack => ({ items: [], ids: new Set(), accounts: new Set(), claims: new Map() });

/** Adds the item if there is room. What breaks a rule by itself writes nothing and always fits. */
const takes = (pack: Pack, item: BatchItem): boolean => {
  if (item.broken === undefined) {
    const accounts = accountsIn(item.body);
    const fresh = [...accounts].filter((account) => !pack.accounts.has(account)).length;
    const receipt = pack.ids.has(item.id) ? 0 : 1;
    const reference = claimedBy(item.body);
    const claim = reference === undefined || pack.claims.has(reference) ? 0 : 1;
    const taken = pack.ids.size + pack.accounts.size + pack.claims.size;
    if (taken + receipt + fresh + claim > PACK_UNITS) return false;
    pack.ids.add(item.id);
    if (reference !== undefined && claim === 1) pack.claims.set(reference, item.id);
    for (const account of accounts) pack.accounts.add(account);
  }
  pack.items.push(item);
  return true;
};

/**
 * The batch in its order, cut into as few store transactions as hold it: a place for each key, each account and each claim on a
 * reference. A single transaction needs at most 98, so each fits. Their 4 MB are never met: a batch has at most 1 MB of text, of which an
 * answer repeats each character once, and 100 places bound the netted entries and lines beside it.
 */
export const packsOf = (items: readonly BatchItem[]): readonly Pack[] => {
  const packs: Pack[] = [];
  for (const item of items) {
    const last = packs.at(-1);
    if (last !== undefined && takes(last, item)) continue;
    const next = emptyPack();
    takes(next, item);
    packs.push(next);
  }
  return packs;
};
