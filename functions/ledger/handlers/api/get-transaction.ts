import { type Call, type Reply, type Route, route } from '../../../kernel/call.ts';
import { common } from '../../../kernel/common-problems.ts';
import { Refusal } from '../../../kernel/problem.ts';
import { getTransaction } from '../../contract/api.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';
import { findTransaction } from '../../store/transactions.ts';

const get = async (store: LedgerStore, { params, caller }: Call<typeof getTransaction>): Promise<Reply> => {
  const found = await findTransaction(store, caller.tenant, params.id);
  if (found === undefined) throw new Refusal(common['not-found'], 'There is no such transaction.');
  return { status: 200, body: found.now };
};

/** `GET /v1/transactions/{id}`: as it was answered, with what has become of it since. */
export const getTransactionRoute = (store: LedgerStore): Route<typeof getTransaction> =>
  route(getTransaction, (call) => get(store, call));
