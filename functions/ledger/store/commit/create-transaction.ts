import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Conflicts } from '../../../kernel/aws/transact.ts';
import { present } from '../../../kernel/core/assert.ts';
import type { Reply } from '../../../kernel/core/call.ts';
import { passing } from '../../../kernel/core/problem.ts';
import { type Effect, exactlyOnce } from '../../../kernel/idempotency/exactly-once.ts';
import { type IdempotentRequest, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { TRANSACTION_PREFIX } from '../../contract/ids.ts';
import type { NewTransaction } from '../../contract/transaction.ts';
import { addMove } from '../../model/account-change.ts';
import { claimedBy, referenceTaken, refusalBy } from '../../model/refusal.ts';
import { transactionAnswer } from '../../model/transaction-answer.ts';
import { planTransaction, type TransactionPlan } from '../../model/transaction-plan.ts';
import { holdersOf } from '../queries/reference-holders.ts';
import { readAccount } from '../table/account-item.ts';
import { transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { RECEIPTS } from '../table/receipt-item.ts';
import { putClaim } from '../table/reference-claim.ts';
import { freshAttributes } from '../table/transaction-item.ts';
import { accountUpdate } from './account-update.ts';
import { freeExpired } from './free-expired.ts';
import { assertMonthOpen } from './open-months.ts';

/** The id of the transaction that a key makes: it is derived, so that the receipt of a key is found without an index. */
export const transactionId = (request: Pick<IdempotentRequest, 'tenant' | 'operation' | 'key'>): string =>
  TRANSACTION_PREFIX + receiptIdOf(request);

/**
 * Makes a transaction exactly once for its key. One store transaction writes its item, which is its receipt too, and the customers'
 * accounts; system accounts are folded later. A success reads nothing, unless its reference is to be unique (a query looks
 * for another holder, and a claim is written), or it counts in an earlier month, which must be open. A repeat gets the stored answer, and so does a refusal that depends on state. Each attempt
 * after a conflict is planned at a time of its own.
 *
 * @throws Refusal what is refused and not stored: see `planTransaction`, `assertMonthOpen`, `refusalBy` and `exactlyOnce`
 */
export const commitTransaction = (
  store: LedgerStore,
  request: IdempotentRequest,
  body: NewTransaction,
): Promise<Reply> => {
  const id = transactionId(request);
  return exactlyOnce(
    store,
    RECEIPTS,
    request,
    async (commit) => {
      const plan = planTransaction({ id, body }, store.clock.now());
      await assertReferenceFree(store, request.tenant, plan);
      await assertMonthOpen(store, request.tenant, plan.effectiveAt);
      const { reply, conflicts } = await commit(effectOf(store.table, request.tenant, plan));
      if (conflicts !== undefined) await explain(store, request, plan, conflicts);
      return reply;
    },
    transactionKey(request.tenant, id),
  );
};

/** @throws Refusal `reference-exists` where the reference is to be unique and another transaction carries it */
const assertReferenceFree = async (
  store: LedgerStore,
  tenant: string,
  { id, body }: TransactionPlan,
): Promise<void> => {
  const reference = claimedBy(body);
  if (reference === undefined) return;
  const holders = await holdersOf(store, tenant, new Map([[reference, id]]));
  if (holders.size > 0) throw referenceTaken();
};

/** What making a planned transaction writes and answers: beside its receipt, one update for each customer's account. */
export const effectOf = (table: string, tenant: string, plan: TransactionPlan): Effect => ({
  status: 201,
  body: transactionAnswer(plan),
  at: plan.at,
  actions: [
    ...plan.moves.map((move) => accountUpdate(table, tenant, addMove(undefined, move))),
    ...claimOf(table, tenant, plan),
  ],
  extraAttributes: freshAttributes(tenant, plan.id, {
    reference: plan.body.reference,
    hold: plan.pending ? { expiresAt: plan.expiresAt } : undefined,
  }),
});

/** Behind the accounts: the item that makes a unique reference this transaction's own. */
const claimOf = (table: string, tenant: string, { id, body }: TransactionPlan): readonly TransactWriteItem[] => {
  const reference = claimedBy(body);
  return reference === undefined ? [] : [putClaim(table, tenant, reference, id)];
};

/**
 * Maps the items whose conditions failed to a refusal. Returns where they would allow the transaction by now, or where expired
 * holds were the cause and are released: then the caller tries again.
 *
 * @throws Refusal of the first account that refuses, or `reference-exists`
 */
export const explain = async (
  store: LedgerStore,
  request: Pick<IdempotentRequest, 'tenant' | 'requestId' | 'deadline'>,
  plan: TransactionPlan,
  conflicts: Conflicts,
): Promise<void> => {
  if (conflicts.has(plan.moves.length)) throw referenceTaken();
  const indexes = new Map(plan.moves.map(({ account }, index) => [account, index]));
  const accountOf = (account: string) => {
    const item = conflicts.get(present(indexes.get(account), 'only accounts of the plan are asked for'));
    return item === undefined ? undefined : readAccount(item);
  };
  const by = refusalBy(plan, accountOf, (account) => conflicts.has(indexes.get(account) ?? -1));
  if (by === undefined) return;
  if (!by.isHeld) throw by.refusal;
  const freed = await freeExpired(store, request, new Set([by.account]));
  if (freed.released === 0) throw freed.isLeft ? passing(by.refusal) : by.refusal;
};
