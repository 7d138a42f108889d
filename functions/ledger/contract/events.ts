import * as z from 'zod';
import { chars, list, map } from '../../kernel/values/bounded.ts';

/**
 * The events of the ledger: what others may rely on. A version is never changed once it is released, but for members that are
 * added; each has a frozen sample in `samples/`. Public ones reach webhooks and the feed; the others stay inside Folio.
 */
export interface EventContract {
  readonly source: 'ledger';
  readonly detailType: `ledger.${string}`;
  readonly version: number;
  readonly public: boolean;
  /** What `data` of the envelope holds. */
  readonly data: z.ZodType;
}

/** Ids of accounts and transactions. */
const id = chars(64);
const minor = z.string().regex(/^(?:0|-?[1-9][0-9]{0,27})$/);
const time = z.iso.datetime({ precision: 3 });
const side = z.enum(['debit', 'credit']);
const metadata = map(chars(2 * 500), { max: 50, keyChars: 2 * 40 });

/** The account as `GET /v1/accounts/{id}` answers it. `version` and `revision` only grow: the higher pair is the newer. */
const account = z.looseObject({
  id,
  currency: chars(3),
  normalBalance: side,
  status: z.enum(['open', 'frozen', 'closed']),
  overdraft: z.union([z.enum(['none', 'unlimited']), z.strictObject({ limit: minor })]),
  balance: z.looseObject({ posted: minor, pendingIn: minor, pendingOut: minor, available: minor.nullable() }),
  version: z.int().min(0),
  metadata,
  createdAt: time,
});

/** The transaction as it was answered when it was made or, in `HoldReleased`, when its hold was resolved. */
const transaction = z.looseObject({
  id,
  state: z.enum(['posted', 'pending', 'voided', 'expired']),
  createdAt: time,
  entries: list(z.looseObject({ account: id, direction: side, amount: minor, currency: chars(3) }), {
    min: 1,
    max: 96,
  }),
});

/** A hold that is posted in several parts, after one of them. */
const hold = z.looseObject({
  state: z.enum(['posted', 'pending', 'voided', 'expired']),
  amount: minor,
  postedAmount: minor,
  heldAmount: minor,
});

/** An entry of an account's history, system accounts included. Versions of one account and currency run without a gap. */
const entry = z.looseObject({
  account: id,
  currency: chars(3),
  version: z.int().min(1),
  transactionId: id,
  direction: side,
  amount: minor,
  pending: minor,
  balanceBefore: minor,
  balanceAfter: minor,
  at: time,
  effectiveAt: time,
});

/** A receipt by its digest. It never changes, so neither do these. */
const committed = z.looseObject({ id, at: time, digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

const define = <const D extends z.ZodType>(name: string, isPublic: boolean, data: D) => ({
  source: 'ledger' as const,
  detailType: `ledger.${name}` as const,
  version: 1,
  public: isPublic,
  data,
});

const accountData = z.looseObject({ account, revision: z.int().min(0) });
const transactionData = z.looseObject({ transaction });

export const ledgerEvents = {
  /** An account was opened. Of `name` and `metadata` the same is true as in `AccountChanged`. */
  AccountOpened: define('AccountOpened', true, accountData),
  /**
   * Its status, profile or overdraft changed. Movements of money are other events. All fields are as of `revision`; `name` and
   * `metadata` are as of then or later. If they are later, the event of that later revision follows.
   */
  AccountChanged: define('AccountChanged', true, accountData),
  /** Money moved at once: a transaction or the reversal of one. */
  TransactionPosted: define('TransactionPosted', true, transactionData),
  /** A pending transaction holds money. */
  HoldPlaced: define('HoldPlaced', true, transactionData),
  /**
   * A hold was posted, in whole or in part (`postedAmount`), voided or expired: see `state`. A hold that is posted in several parts
   * has an event for each. Amounts, entries and `postedAmount` are those of the part alone. `hold` has the state of the whole and how
   * much is still held. All parts together are what was held.
   */
  HoldReleased: define(
    'HoldReleased',
    true,
    z.looseObject({ transaction: transaction.extend({ hold: hold.optional() }) }),
  ),
  /**
   * Histories grew: many entries at once, each delivered at least once. On redelivery entries may be grouped differently and arrive
   * under another event id. Deduplicate by account, currency and version.
   */
  EntriesAppended: define('EntriesAppended', false, z.looseObject({ entries: list(entry, { min: 1, max: 1_000 }) })),
  /**
   * Receipts were written, refusals and operations that move no money included: SHA-256 over the canonical JSON of each, in base64url,
   * as `GET /v1/receipts/{id}` answers it. Each is delivered at least once, in any company and order. Deduplicate by `id`.
   */
  ReceiptsCommitted: define(
    'ReceiptsCommitted',
    false,
    z.looseObject({ receipts: list(committed, { min: 1, max: 1_000 }) }),
  ),
} as const satisfies Readonly<Record<string, EventContract>>;

export type LedgerEventName = keyof typeof ledgerEvents;
