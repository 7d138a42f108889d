import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { s } from '../../../kernel/aws/attributes.ts';
import type { Reply } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { type Commit, exactlyOnce } from '../../../kernel/idempotency/exactly-once.ts';
import type { IdempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import { assertReversible, type ReversalNote, reversalOf } from '../../model/reversal.ts';
import { planTransaction } from '../../model/transaction-plan.ts';
import { transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { RECEIPTS } from '../table/receipt-item.ts';
import { TRANSACTION } from '../table/transaction-item.ts';
import { type FoundTransaction, findTransaction } from '../table/transactions.ts';
import { effectOf, explain, transactionId } from './create-transaction.ts';
import { expireHold } from './expire-hold.ts';
import { assertMonthOpen } from './open-months.ts';

/** The link to the reversal, set once and only on what was posted: of a hold that has ended, all of it or a part. */
const linkUpdate = (store: LedgerStore, tenant: string, id: string, reversal: string): TransactWriteItem => ({
  Update: {
    TableName: store.table,
    Key: { ...transactionKey(tenant, id) },
    UpdateExpression: 'SET #rb = :reversal',
    ConditionExpression:
      'attribute_not_exists(#rb) AND (attribute_not_exists(#hs) OR #hs = :posted OR (attribute_exists(#pa) AND attribute_exists(#ta)))',
    ExpressionAttributeNames: {
      '#rb': TRANSACTION.reversedBy,
      '#hs': TRANSACTION.state,
      '#pa': TRANSACTION.postedAmount,
      '#ta': TRANSACTION.resolvedAt,
    },
    ExpressionAttributeValues: { ':reversal': s(reversal), ':posted': s('posted') },
  },
});

/** The transaction; a hold that was posted in part and has expired is released first, so that nothing is held of it any more. */
const findEnded = async (
  store: LedgerStore,
  request: IdempotentRequest,
  id: string,
): Promise<FoundTransaction | undefined> => {
  const found = await findTransaction(store, request.tenant, id);
  const { state, postedAmount } = found?.stored ?? {};
  if (state !== 'pending' || postedAmount === undefined || found?.now.state !== 'expired') return found;
  await expireHold(store, { tenant: request.tenant, transaction: id }, request);
  return findTransaction(store, request.tenant, id);
};

/**
 * Makes the opposite of a posted transaction, once, and links both. The accounts are asked as for any new transaction.
 *
 * @throws Refusal `not-found`, and what `exactlyOnce` throws
 */
export const reverse = (
  store: LedgerStore,
  request: IdempotentRequest,
  id: string,
  note: ReversalNote | undefined,
): Promise<Reply> => {
  const reversal = transactionId(request);
  const attempt = async (commit: Commit): Promise<Reply | undefined> => {
    const found = await findEnded(store, request, id);
    if (found === undefined) throw new Refusal(common['not-found'], 'There is no such transaction.');
    assertReversible(found.now);
    const plan = planTransaction({ id: reversal, body: reversalOf(found.now, note), reverses: id }, store.clock.now());
    await assertMonthOpen(store, request.tenant, plan.effectiveAt);
    const effect = effectOf(store.table, request.tenant, plan);
    const actions = [...effect.actions, linkUpdate(store, request.tenant, id, reversal)];
    const { reply, conflicts } = await commit({ ...effect, actions });
    // Reversed by another request meanwhile: that stands before what the accounts say, and planning anew shows it.
    const isReversed = conflicts?.has(effect.actions.length) === true;
    if (conflicts !== undefined && !isReversed) await explain(store, request, plan, conflicts);
    return reply;
  };
  return exactlyOnce(store, RECEIPTS, request, attempt, transactionKey(request.tenant, reversal));
};
