import { assert } from '../../../kernel/core/assert.ts';
import type { Reply } from '../../../kernel/core/call.ts';
import type { Commit } from '../../../kernel/idempotency/exactly-once.ts';
import type { IdempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import { type Ending, resolve } from '../../model/hold-resolution.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import type { FoundTransaction } from '../table/transactions.ts';
import { besideAnswer, stepReceipt } from './hold-step.ts';
import { holdUpdate } from './hold-update.ts';
import { releaseUpdate } from './release-update.ts';

/** Attempts after which a hold that is still pending, whose account does not hold its money, is taken for broken. */
const TRUSTED_ATTEMPTS = 3;

/**
 * Posts, voids or expires a hold in one transaction: its state and every account that it holds money of. The answer is the hold
 * in its new state. A failed condition means that somebody else was at it meanwhile: plan anew from what is there then.
 */
export const endHold = async (
  store: LedgerStore,
  request: IdempotentRequest,
  hold: FoundTransaction,
  how: Ending,
  at: number,
  { commit, count }: { readonly commit: Commit; readonly count: number },
): Promise<Reply | undefined> => {
  const resolution = resolve(hold.now, how, at);
  const { step } = resolution;
  const { reply, conflicts } = await commit({
    status: 200,
    body: JSON.stringify(resolution.view),
    at,
    ...(step === undefined ? {} : { extraAttributes: besideAnswer(request) }),
    actions: [
      holdUpdate(store.table, request.tenant, hold, how.to === 'expired', resolution, at),
      ...resolution.lines.map(({ account, line }) => releaseUpdate(store.table, request.tenant, account, line)),
      ...(step === undefined ? [] : [stepReceipt(store, request, step, at)]),
    ],
  });
  if (conflicts !== undefined)
    assert(conflicts.has(0) || count < TRUSTED_ATTEMPTS, 'the accounts of a pending hold hold its money');
  return reply;
};
