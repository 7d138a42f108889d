import { BATCH_GET_MAX } from '../../../kernel/aws/batch-get.ts';
import { chunks, inParallel } from '../../../kernel/core/parallel.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import type { IdempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import { dueHolds } from '../queries/due-holds.ts';
import { batchGet } from '../table/batch-get.ts';
import { transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { asTransaction, type FoundTransaction } from '../table/transactions.ts';
import { expireHold } from './expire-hold.ts';

/** Of each bucket. The sweep leaves some seconds' worth of them, of all tenants. */
const PER_BUCKET = 100;
const WIDTH = 8;

/** Holds that have expired and still keep money of an account. */
export interface Expired {
  readonly holds: readonly FoundTransaction[];
  /** True where there may be more than were looked at. */
  readonly isMore: boolean;
}

/**
 * The expired holds that keep money of any of these accounts, found in the index from which the sweep takes them. Only asked for
 * where a refusal may go back to one: it costs some thirty small reads.
 */
export const expiredHolds = async (
  store: LedgerStore,
  tenant: string,
  accounts: ReadonlySet<string>,
): Promise<Expired> => {
  const now = store.clock.now();
  const due = await dueHolds(store, { after: 0, by: now, limit: PER_BUCKET, weeksBack: 1 });
  const keys = due.filter((one) => one.tenant === tenant).map((one) => transactionKey(tenant, one.transaction));
  const holds: FoundTransaction[] = [];
  for (const some of chunks(keys, BATCH_GET_MAX)) {
    for (const item of (await batchGet(store, some)).values()) {
      const found = asTransaction(item, now);
      if (found?.stored.state !== 'pending' || found.now.state !== 'expired') continue;
      if (found.made.entries.some(({ account }) => accounts.has(account))) holds.push(found);
    }
  }
  // Fewer than one bucket's limit in all of them: none was cut off.
  return { holds, isMore: due.length >= PER_BUCKET };
};

/** How many expired holds were released. `isLeft`: others may still hold money, where an account was busy or the search was cut off. */
export interface Freed {
  readonly released: number;
  readonly isLeft: boolean;
}

/** Releases what expired holds keep of these accounts, without waiting for the sweep. */
export const freeExpired = async (
  store: LedgerStore,
  { tenant, requestId, deadline }: Pick<IdempotentRequest, 'tenant' | 'requestId' | 'deadline'>,
  accounts: ReadonlySet<string>,
): Promise<Freed> => {
  const { holds, isMore } = await expiredHolds(store, tenant, accounts);
  let released = 0;
  await inParallel(holds, WIDTH, async ({ made }) => {
    try {
      await expireHold(store, { tenant, transaction: made.id }, { requestId, deadline });
      released += 1;
    } catch (error) {
      // Too busy: the sweep will get it.
      if (!(error instanceof Refusal)) throw error;
    }
  });
  return { released, isLeft: isMore || released < holds.length };
};
