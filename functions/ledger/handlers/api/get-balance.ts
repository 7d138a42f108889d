import { present } from '../../../kernel/core/assert.ts';
import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { formatBalance } from '../../../kernel/values/money.ts';
import { formatTime, parseTime } from '../../../kernel/values/time.ts';
import { getBalance } from '../../contract/account-operations.ts';
import type { BalanceAtView } from '../../contract/history.ts';
import { ledgerProblems } from '../../contract/problems.ts';
import { findBalanceAt } from '../../model/balance-at.ts';
import { historyOf, systemHistoryOf } from '../../store/queries/entry-reads.ts';
import { findHistory, type HistoryKey } from '../../store/queries/histories-of.ts';
import { lowWatermark } from '../../store/relay/heartbeats.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';

/**
 * A system account has no version of its own to compare with. Its history is taken for complete at times that it has reached,
 * and at those up to which everything that was committed is known to have come through the relay.
 */
const settled = async (store: LedgerStore, { system, foldedTo }: HistoryKey, at: number): Promise<boolean> =>
  !system || at <= (foldedTo ?? 0) || at <= ((await lowWatermark(store)) ?? 0);

const read = async (store: LedgerStore, { params, query, caller }: Call<typeof getBalance>): Promise<Reply> => {
  const at = present(parseTime(query.at), 'the contract has checked the time');
  if (at > store.clock.now())
    throw new Refusal(ledgerProblems['date-window'], 'No balance is known for the future: ask for now or before.');
  const place = await findHistory(store, caller.tenant, params.id, query.currency);
  // First how far the relay has come, then what it has written: the other way round it could vouch for what was not read.
  const isSettled = await settled(store, place, at);
  const history = place.system ? systemHistoryOf(store, place.pk) : historyOf(store, place.pk);
  const answer = await findBalanceAt(history, at, place.version);
  const body: BalanceAtView = {
    account: params.id,
    currency: place.currency,
    at: formatTime(at),
    posted: formatBalance(answer.posted),
    complete: answer.complete && isSettled,
  };
  return { status: 200, body };
};

/** `GET /v1/accounts/{id}/balance?at=`: the posted balance by effective time. */
export const getBalanceRoute = (store: LedgerStore): Route<typeof getBalance> =>
  route(getBalance, (call) => read(store, call));
