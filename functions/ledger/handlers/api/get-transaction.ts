import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { getTransaction } from '../../contract/transaction-operations.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';
import { findTransaction } from '../../store/table/transactions.ts';

const get = async (store: LedgerStore, { params, caller }: Call<typeof getTransaction>): Promise<Reply> => {
  const found = await findTransaction(store, caller.tenant, params.id);
  if (found === undefined) throw new Refusal(common['not-found'], 'There is no such transaction.');
  return { status: 200, body: found.now };
};

/** `GET /v1/transactions/{id}`: as it was answered, with what has become of it since. */
export const getTransactionRoute = (store: LedgerStore): Route<typeof getTransaction> =>
  route(getTransaction, (call) => get(store, call));
