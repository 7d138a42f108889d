import * as z from 'zod';
import { chars } from '../../../kernel/values/bounded.ts';
import { idPattern } from '../../../kernel/values/ids.ts';
import { PAYMENT_PREFIX } from '../../contract/id-prefixes.ts';
import { CLEARING_ORDERS, type ClearingEntry } from '../../model/clearing.ts';
import { clearingAccount } from '../../model/ledger-order.ts';
import type { AskLedger } from '../commit/ledger.ts';

/** Of the ledger's largest page. */
const PAGE = '100';

const entry = z.looseObject({
  version: z.int(),
  transactionId: chars(64),
  direction: z.enum(['debit', 'credit']),
  amount: z.string().transform(BigInt),
  pending: z.string().transform(BigInt),
  metadata: z.record(z.string(), z.string()),
});
const page = z.looseObject({ data: z.array(entry), nextCursor: z.string().nullable() });
const account = z.looseObject({ balances: z.array(z.looseObject({ currency: chars(3) })) });

const OUR_ID = idPattern(PAYMENT_PREFIX);

/** Whoever may write to the ledger writes what they like into metadata: only what can be one of ours is kept. */
const entryOf = (one: z.output<typeof entry>): ClearingEntry => {
  const { version, transactionId, direction, amount, pending, metadata } = one;
  const comes = direction === 'credit';
  return {
    version,
    transaction: transactionId,
    payment: OUR_ID.test(metadata.payment ?? '') ? metadata.payment : undefined,
    order: CLEARING_ORDERS.find((one) => one === metadata.order),
    posted: comes ? amount : -amount,
    heldIn: comes ? pending : 0n,
    heldOut: comes ? 0n : pending,
  };
};

/** Whose rail it is about. */
interface OfRail {
  readonly tenant: string;
  readonly rail: string;
}

const get = async (
  ask: AskLedger,
  { tenant }: OfRail,
  call: Pick<Parameters<AskLedger>[1], 'path' | 'params' | 'query'>,
) => {
  const { status, body } = await ask({ tenant, requestId: 'clearing' }, { method: 'GET', ...call });
  if (status === 200) return JSON.parse(body) as unknown;
  // A cursor that no key vouches for any more begins anew; whatever else is no answer.
  if (status === 400 && call.query.cursor !== undefined) return undefined;
  throw Object.assign(new Error('the ledger does not show an account'), { name: 'ServiceUnavailable' });
};

/** The currencies that a rail's clearing account has. */
export const clearingCurrencies = async (ask: AskLedger, of: OfRail): Promise<readonly string[]> => {
  const params = { id: clearingAccount(of.rail) };
  const found = account.parse(await get(ask, of, { path: '/v1/accounts/{id}', params, query: {} }));
  return found.balances.map(({ currency }) => currency);
};

/** One page of the history of a clearing account, oldest first; undefined where the cursor is good no more. */
export const clearingPage = async (
  ask: AskLedger,
  of: OfRail,
  currency: string,
  cursor: string | undefined,
): Promise<{ readonly entries: readonly ClearingEntry[]; readonly next: string | undefined } | undefined> => {
  const query = { order: 'asc', limit: PAGE, currency, ...(cursor === undefined ? {} : { cursor }) };
  const params = { id: clearingAccount(of.rail) };
  const found = await get(ask, of, { path: '/v1/accounts/{id}/entries', params, query });
  if (found === undefined) return undefined;
  const { data, nextCursor } = page.parse(found);
  return { entries: data.map(entryOf), next: nextCursor ?? undefined };
};
