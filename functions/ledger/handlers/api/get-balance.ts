import { present } from '../../../kernel/assert.ts';
import { type Call, type Reply, type Route, route } from '../../../kernel/call.ts';
import { common } from '../../../kernel/common-problems.ts';
import { formatBalance } from '../../../kernel/money.ts';
import { Refusal } from '../../../kernel/problem.ts';
import { formatTime, parseTime } from '../../../kernel/time.ts';
import { getBalance } from '../../contract/api.ts';
import type { BalanceAtView } from '../../contract/history.ts';
import { ledgerProblems } from '../../contract/problems.ts';
import { balanceAt } from '../../model/balance-at.ts';
import { historyOf } from '../../store/entry-reads.ts';
import { findHistory, type HistoryPlace } from '../../store/histories-of.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';

/**
 * A system account has no version of its own to compare with. Its history is taken for complete at times that it has reached,
 * and at those further back than the relay may lag before its alarm has long gone off.
 */
const SETTLED_MS = 120_000;

const settled = ({ system, foldedTo }: HistoryPlace, at: number, now: number): boolean =>
  !system || at <= (foldedTo ?? 0) || at < now - SETTLED_MS;

const read = async (store: LedgerStore, { params, query, caller }: Call<typeof getBalance>): Promise<Reply> => {
  const at = present(parseTime(query.at), 'the contract has checked the time');
  const now = store.clock.now();
  if (at > now)
    throw new Refusal(ledgerProblems['date-window'], 'No balance is known for the future: ask for now or before.');
  const place = await findHistory(store, caller.tenant, params.id, query.currency);
  if (place === undefined) {
    throw new Refusal(common.query, 'The account holds another currency. Leave out currency.', [
      { pointer: 'query/currency', detail: "Not the account's currency." },
    ]);
  }
  const answer = await balanceAt(historyOf(store, place.pk), at, place.version);
  const body: BalanceAtView = {
    account: params.id,
    currency: place.currency,
    at: formatTime(at),
    posted: formatBalance(answer.posted),
    complete: answer.complete && settled(place, at, now),
  };
  return { status: 200, body };
};

/** `GET /v1/accounts/{id}/balance?at=`: the posted balance by effective time. */
export const getBalanceRoute = (store: LedgerStore): Route<typeof getBalance> =>
  route(getBalance, (call) => read(store, call));
