import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { exactlyOnce } from '../../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import { parseAmount } from '../../../kernel/values/money.ts';
import { ledgerProblems } from '../../contract/problems.ts';
import { postTransaction, voidTransaction } from '../../contract/transaction-operations.ts';
import { type Ending, postedOf, singleAmount } from '../../model/hold-resolution.ts';
import { givenEffectiveAt } from '../../model/made-transaction.ts';
import { endHold } from '../../store/commit/hold-endings.ts';
import { assertMonthOpen } from '../../store/commit/open-months.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';
import { RECEIPTS } from '../../store/table/receipt-item.ts';
import { type FoundTransaction, findTransaction } from '../../store/table/transactions.ts';

const notPending = (detail: string): Refusal => new Refusal(ledgerProblems['transaction-state'], detail);

/** A hold whose money a client can still post or release at `at`: past its expiry it can only be released. */
const assertHeld = ({ stored, now }: FoundTransaction, to: Ending['to']): void => {
  if (stored.state === undefined)
    throw notPending('This transaction was posted at once; only a hold can be posted or voided.');
  if (stored.state !== 'pending') throw notPending('This hold has ended already. Read the transaction for its state.');
  if (to === 'posted' && now.state === 'expired') throw notPending('This hold has expired. It can only be voided.');
};

/** A part is taken of a hold with one posting, and never more than it still holds. */
const assertPart = ({ now }: FoundTransaction, part: bigint): void => {
  const held = singleAmount(now);
  if (held === undefined) {
    throw new Refusal(
      ledgerProblems['posting-count'],
      'Only a hold with one posting can be posted in part. Leave out amount.',
    );
  }
  if (part <= held - postedOf(now)) return;
  throw new Refusal(
    ledgerProblems['capture-too-large'],
    'The amount is more than is still held. Post at most what is held.',
  );
};

/** What a client's wish comes to: a hold that has expired is released as what it is. */
const endingOf = (hold: FoundTransaction, how: Ending): Ending =>
  how.to === 'voided' && hold.now.state === 'expired' ? { to: 'expired' } : how;

const endOnce = (
  store: LedgerStore,
  call: Call<typeof postTransaction | typeof voidTransaction>,
  how: Ending,
): Promise<Reply> => {
  const request = idempotentRequest(call);
  return exactlyOnce(store, RECEIPTS, request, async (commit, count) => {
    const at = store.clock.now();
    const hold = await findTransaction(store, request.tenant, call.params.id);
    if (hold === undefined) throw new Refusal(common['not-found'], 'There is no such transaction.');
    assertHeld(hold, how.to);
    if (how.to === 'posted' && how.amount !== undefined) assertPart(hold, how.amount);
    // What is only released moves no money, in whatever month the hold would have counted.
    if (how.to === 'posted') await assertMonthOpen(store, request.tenant, givenEffectiveAt(hold.now));
    return endHold(store, request, hold, endingOf(hold, how), at, { commit, count });
  });
};

/** `POST /v1/transactions/{id}/post`: all of a hold, or one part after the other. */
export const postTransactionRoute = (store: LedgerStore): Route<typeof postTransaction> =>
  route(postTransaction, (call) => {
    const { amount, final } = call.body ?? {};
    const part = amount === undefined ? undefined : parseAmount(amount);
    return endOnce(store, call, { to: 'posted', amount: part, keep: final === false });
  });

/** `POST /v1/transactions/{id}/void`. */
export const voidTransactionRoute = (store: LedgerStore): Route<typeof voidTransaction> =>
  route(voidTransaction, (call) => endOnce(store, call, { to: 'voided' }));
