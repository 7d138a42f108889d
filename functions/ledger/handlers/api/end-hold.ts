import { askOf } from '../../../kernel/ask.ts';
import { type Call, type Reply, type Route, route } from '../../../kernel/call.ts';
import { common } from '../../../kernel/common-problems.ts';
import { parseAmount } from '../../../kernel/money.ts';
import { Refusal } from '../../../kernel/problem.ts';
import { postTransaction, voidTransaction } from '../../contract/api.ts';
import { ledgerProblems } from '../../contract/problems.ts';
import { type Ending, singleAmount } from '../../model/hold-resolution.ts';
import { ending } from '../../store/hold-endings.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';
import { once } from '../../store/once.ts';
import { type FoundTransaction, findTransaction } from '../../store/transactions.ts';

const notPending = (detail: string): Refusal => new Refusal(ledgerProblems['transaction-state'], detail);

/** A hold that can still be ended by a client at `at`. */
const assertPending = ({ stored }: FoundTransaction, at: number): void => {
  if (stored.state === undefined)
    throw notPending('This transaction was posted at once; only a hold can be posted or voided.');
  if (stored.state !== 'pending') throw notPending('This hold has ended already. Read the transaction for its state.');
  if (stored.expiresAt !== undefined && stored.expiresAt <= at) throw notPending('This hold has expired.');
};

/** A part is taken of a hold with one posting, and never more than it holds. */
const assertPart = (hold: FoundTransaction, part: bigint): void => {
  const held = singleAmount(hold.made);
  if (held === undefined) {
    throw new Refusal(
      ledgerProblems['posting-count'],
      'Only a hold with one posting can be posted in part. Leave out amount.',
    );
  }
  if (part <= held) return;
  throw new Refusal(ledgerProblems['capture-too-large'], 'The amount is more than is held. Post at most what is held.');
};

const endHold = (
  store: LedgerStore,
  call: Call<typeof postTransaction | typeof voidTransaction>,
  how: Ending,
): Promise<Reply> => {
  const ask = askOf(call);
  return once(store, ask, async (attempt) => {
    const at = store.clock.now();
    const hold = await findTransaction(store, ask.tenant, call.params.id);
    if (hold === undefined) throw new Refusal(common['not-found'], 'There is no such transaction.');
    assertPending(hold, at);
    if (how.to === 'posted' && how.amount !== undefined) assertPart(hold, how.amount);
    return ending(store, ask.tenant, hold, how, at, attempt);
  });
};

/** `POST /v1/transactions/{id}/post`: all of a hold, or a part. */
export const postTransactionRoute = (store: LedgerStore): Route<typeof postTransaction> =>
  route(postTransaction, (call) => {
    const amount = call.body?.amount;
    return endHold(store, call, { to: 'posted', amount: amount === undefined ? undefined : parseAmount(amount) });
  });

/** `POST /v1/transactions/{id}/void`. */
export const voidTransactionRoute = (store: LedgerStore): Route<typeof voidTransaction> =>
  route(voidTransaction, (call) => endHold(store, call, { to: 'voided' }));
