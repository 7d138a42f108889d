import { type Item, n, s } from '../../../kernel/aws/attributes.ts';
import { assert } from '../../../kernel/core/assert.ts';
import type { Receipt } from '../../../kernel/idempotency/receipt.ts';
import type { HoldState } from '../../model/made-transaction.ts';
import { expiryBucket } from './expiry-index.ts';
import { referencePartition } from './keys.ts';
import { readReceipt } from './receipt-item.ts';

/** Attributes of a transaction's item beside those of its receipt: the only ones that ever change. */
export const TRANSACTION = {
  /** State of a hold; absent on a transaction that was posted at once, and on a stored refusal. */
  state: 'hs',
  /** What was posted of a hold with one posting: in all, and so far where it is still pending. */
  postedAmount: 'pa',
  /** When a hold was resolved, in ms. */
  resolvedAt: 'ta',
  /** Expiry of a hold in ms, where it has one. It stays when the hold is resolved. Of one posted in part: `POSTED_IN_PART`. */
  expiresAt: 'xa',
  /** Expiry of a hold that was posted in part, where it has one. */
  partExpiresAt: 'xp',
  /** Id of the transaction that reversed this one. */
  reversedBy: 'rb',
  /** Partition and sort key of the `expiry` index; removed when the hold is resolved. */
  expiryBucket: 'xb',
  expirySort: 'xs',
  /** Partition key of the `reference` index; absent on a stored refusal. */
  reference: 'rk',
} as const;

/**
 * The value of `expiresAt` of a hold that was posted in part; its expiry is in `partExpiresAt`. A version of the code that knows no
 * parts would give back the whole amount. Its condition compares `expiresAt` with a number, which this text fails: it answers
 * `conflict` and moves no money.
 */
export const POSTED_IN_PART = 'part';

/** What a new transaction's item holds beside its receipt. */
export interface Fresh {
  readonly reference?: string | undefined;
  /** Present for a hold. */
  readonly hold?: { readonly expiresAt: number | undefined } | undefined;
}

/** What a new transaction's item has beside the receipt. */
export const freshAttributes = (tenant: string, transaction: string, { reference, hold }: Fresh): Item => {
  const expiresAt = hold?.expiresAt;
  return {
    ...(reference === undefined ? {} : { [TRANSACTION.reference]: s(referencePartition(tenant, reference)) }),
    ...(hold ? { [TRANSACTION.state]: s('pending' satisfies HoldState) } : {}),
    ...(expiresAt === undefined
      ? {}
      : {
          [TRANSACTION.expiresAt]: n(expiresAt),
          [TRANSACTION.expiryBucket]: s(expiryBucket(expiresAt, transaction)),
          [TRANSACTION.expirySort]: n(expiresAt),
        }),
  };
};

/** A stored transaction: what was answered when it was made, and what has become of it since. */
export interface StoredTransaction {
  readonly receipt: Receipt;
  /** Undefined for a transaction that was posted at once. */
  readonly state: HoldState | undefined;
  readonly postedAmount: bigint | undefined;
  readonly expiresAt: number | undefined;
  readonly reversedBy: string | undefined;
}

const holdState = (text: string | undefined): HoldState | undefined => {
  if (text === undefined) return undefined;
  assert(
    text === 'pending' || text === 'posted' || text === 'voided' || text === 'expired',
    'a hold has a known state',
  );
  return text;
};

export const readTransaction = (item: Item): StoredTransaction => {
  const postedAmount = item[TRANSACTION.postedAmount]?.N;
  const expiresAt = (item[TRANSACTION.partExpiresAt] ?? item[TRANSACTION.expiresAt])?.N;
  return {
    receipt: readReceipt(item),
    state: holdState(item[TRANSACTION.state]?.S),
    postedAmount: postedAmount === undefined ? undefined : BigInt(postedAmount),
    expiresAt: expiresAt === undefined ? undefined : Number(expiresAt),
    reversedBy: item[TRANSACTION.reversedBy]?.S,
  };
};
