import { type Ask, receiptIdOf } from '../../kernel/ask.ts';
import { present } from '../../kernel/assert.ts';
import type { Reply } from '../../kernel/call.ts';
import type { Effect } from '../../kernel/once.ts';
import type { Refusal } from '../../kernel/problem.ts';
import type { Met } from '../../kernel/transact.ts';
import { TRANSACTION_PREFIX } from '../contract/ids.ts';
import type { NewTransaction } from '../contract/transaction.ts';
import { addMove } from '../model/account-change.ts';
import { refusalBy } from '../model/refusal.ts';
import { transactionAnswer } from '../model/transaction-answer.ts';
import { planTransaction, type TransactionPlan } from '../model/transaction-plan.ts';
import { readAccount } from './account-item.ts';
import { accountUpdate } from './account-update.ts';
import { transactionKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { once } from './once.ts';
import { freshAttributes } from './transaction-item.ts';

/** The id of the transaction that a key makes: it is derived, so that the receipt of a key is found without an index. */
export const transactionId = (ask: Pick<Ask, 'tenant' | 'operation' | 'key'>): string =>
  TRANSACTION_PREFIX + receiptIdOf(ask);

/** The refusal that the items met explain. None where they allow the transaction by now: it is tried again. */
const explain = (plan: TransactionPlan, met: Met): Refusal | undefined => {
  const places = new Map(plan.moves.map(({ account }, place) => [account, place]));
  const itemOf = (account: string) => met.get(present(places.get(account), 'only accounts of the plan are asked for'));
  const asked = (account: string) => met.has(places.get(account) ?? -1);
  const accountOf = (account: string) => {
    const item = itemOf(account);
    return item === undefined ? undefined : readAccount(item);
  };
  return refusalBy(plan, accountOf, asked)?.refusal;
};

/** What making a planned transaction writes and answers: beside its receipt, one update for each customer's account. */
export const transactionEffect = (store: LedgerStore, tenant: string, plan: TransactionPlan): Effect => ({
  status: 201,
  body: transactionAnswer(plan),
  at: plan.at,
  actions: plan.moves.map((move) => accountUpdate(store.table, tenant, addMove(undefined, move))),
  beside: freshAttributes(tenant, plan.id, {
    reference: plan.body.reference,
    hold: plan.pending ? { expiresAt: plan.expiresAt } : undefined,
  }),
  refusal: (met) => explain(plan, met),
});

/**
 * Makes a transaction exactly once for its key: one store transaction of its receipt and its accounts, and no read. A repeat
 * gets the stored answer, a refusal that depends on state is stored, and each attempt after a conflict has a time of its own.
 *
 * @throws Refusal what is refused and not stored: see `planTransaction`, `refusalBy` and `once`
 */
export const commitTransaction = (store: LedgerStore, ask: Ask, body: NewTransaction): Promise<Reply> => {
  const id = transactionId(ask);
  const plan = async () => transactionEffect(store, ask.tenant, planTransaction({ id, body }, store.clock.now()));
  return once(store, ask, plan, transactionKey(ask.tenant, id));
};
