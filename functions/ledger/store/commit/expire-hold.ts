import { type Attempt, exactlyOnce } from '../../../kernel/idempotency/exactly-once.ts';
import type { IdempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import { fingerprint } from '../../../kernel/idempotency/receipt.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { RECEIPTS } from '../table/receipt-item.ts';
import { findTransaction } from '../table/transactions.ts';
import { endHold } from './hold-endings.ts';

/** The name under which receipts of expiry live. No client can send it: it is no operation of the API. */
export const EXPIRE_HOLD = 'expireHold';
/** Who lets holds expire. */
const ACTOR = 'folio';

/** Nothing was left to do: the hold was ended by somebody else, or is not due by this clock. Never leaves this file. */
class NotDue extends Error {
  override readonly name = 'NotDue';
}

/**
 * Releases a hold that is past its expiry, once, with a receipt whose key is the hold itself. False where there was nothing to
 * do: it is not due, or it was ended before.
 *
 * @throws Refusal `conflict` where its accounts are too busy until `deadline`; the next sweep finds it again
 */
export const expireHold = async (
  store: LedgerStore,
  hold: { readonly tenant: string; readonly transaction: string },
  { requestId, deadline }: { readonly requestId: string; readonly deadline: number },
): Promise<boolean> => {
  const request: IdempotentRequest = {
    tenant: hold.tenant,
    operation: EXPIRE_HOLD,
    key: hold.transaction,
    fingerprint: fingerprint(EXPIRE_HOLD, { id: hold.transaction }, undefined),
    actor: ACTOR,
    // These two by name: whoever lets a hold expire on its way to something else has an operation and a key of its own.
    requestId,
    deadline,
  };
  const attempt: Attempt = async (commit, count) => {
    const at = store.clock.now();
    const found = await findTransaction(store, hold.tenant, hold.transaction);
    const { state, expiresAt } = found?.stored ?? {};
    if (found === undefined || state !== 'pending' || expiresAt === undefined || expiresAt > at) throw new NotDue();
    return endHold(store, request, found, { to: 'expired' }, at, { commit, count });
  };
  try {
    await exactlyOnce(store, RECEIPTS, request, attempt);
    return true;
  } catch (error) {
    if (error instanceof NotDue) return false;
    throw error;
  }
};
