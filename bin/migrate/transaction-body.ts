import { AMOUNT_LIMIT } from '../../functions/kernel/values/money.ts';
import { parseTime } from '../../functions/kernel/values/time.ts';
import { MAX_ENTRIES, newTransaction, REFERENCE_CHARS_MAX } from '../../functions/ledger/contract/transaction.ts';
import type { Leg, Movement, Unequal } from './book.ts';
import { carriedMetadata, carriedText } from './carried.ts';

const DESCRIPTION_CHARS_MAX = 500;

interface Entry {
  readonly account: string;
  readonly direction: 'debit' | 'credit';
  readonly amount: string;
  readonly currency: string;
}

export type Made =
  | { readonly kind: 'body'; readonly body: Readonly<Record<string, unknown>>; readonly legs: readonly Leg[] }
  /** It moves nothing in the end, so there is nothing to book. */
  | { readonly kind: 'nothing' }
  /** It moves money and cannot be booked. */
  | { readonly kind: 'refused'; readonly says: string };

/** One leg for each account and currency; what is zero is none. */
const netted = (legs: readonly Leg[]): readonly Leg[] => {
  const sums = new Map<string, Leg>();
  for (const leg of legs) {
    const key = `${leg.account}\n${leg.currency}`;
    sums.set(key, { ...leg, minor: (sums.get(key)?.minor ?? 0n) + leg.minor });
  }
  return [...sums.values()].filter(({ minor }) => minor !== 0n);
};

const entryOf = ({ account, currency, minor }: Leg): Entry => ({
  account,
  direction: minor > 0n ? 'debit' : 'credit',
  amount: String(minor > 0n ? minor : -minor),
  currency,
});

/** What the API would refuse of the legs, as far as it is known before anything is sent. */
const fault = (legs: readonly Leg[], at: string, now: number): string | undefined => {
  const tooLarge = legs.find(({ minor }) => minor >= AMOUNT_LIMIT || minor <= -AMOUNT_LIMIT);
  if (tooLarge !== undefined)
    return `${tooLarge.minor} minor units of ${tooLarge.currency} are more than an amount holds, 10^18 - 1`;
  if (legs.length > MAX_ENTRIES) return `it moves ${legs.length} accounts, and a transaction at most ${MAX_ENTRIES}`;
  const time = parseTime(at);
  if (time === undefined) return `${JSON.stringify(at)} is no time`;
  if (time < 0 || time > now) return `it counts from ${at}, and a transaction from 1970 to now`;
  const sums = new Map<string, bigint>();
  for (const { currency, minor } of legs) sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  const unbalanced = [...sums].find(([, sum]) => sum !== 0n);
  if (unbalanced !== undefined) return `debits less credits are ${unbalanced[1]} minor units of ${unbalanced[0]}`;
  return undefined;
};

/** A hold lasts from a second to 400 days: `expiresAt` of `POST /v1/transactions`. */
const HOLD_MIN_MS = 1_000;
const HOLD_MAX_MS = 400 * 86_400_000;

const holdFault = (until: string | undefined, now: number): string | undefined => {
  const time = until === undefined ? undefined : parseTime(until);
  if (until === undefined || time === undefined) return undefined;
  if (time < now + HOLD_MIN_MS) return `it is held until ${until} and has expired since: export again`;
  if (time > now + HOLD_MAX_MS) return `it is held until ${until}, and a hold lasts 400 days at most`;
  return undefined;
};

/** A hold has one posting, so that it can be posted in parts. */
const postingsOf = (legs: readonly Leg[]) => {
  const [from, to] = [legs.find(({ minor }) => minor > 0n), legs.find(({ minor }) => minor < 0n)];
  if (legs.length !== 2 || from === undefined || to === undefined) return undefined;
  return [{ from: from.account, to: to.account, amount: String(from.minor), currency: from.currency }];
};

/**
 * The body of `POST /v1/transactions` for a movement.
 * @param idOf the id of an account in a currency
 */
export const transactionBody = (
  { place, at, legs: all, reference, description, metadata, held }: Movement,
  idOf: (account: string, currency: string) => string,
  now: number,
  tell: (unequal: Unequal) => void,
): Made => {
  const legs = netted(all);
  if (legs.length === 0) return { kind: 'nothing' };
  const wrong = fault(legs, at, now) ?? holdFault(held?.until, now);
  if (wrong !== undefined) return { kind: 'refused', says: wrong };
  const named = legs.map((leg) => ({ ...leg, account: idOf(leg.account, leg.currency) }));
  const told = {
    reference: carriedText(reference, REFERENCE_CHARS_MAX, { place, what: 'reference' }, tell),
    description: carriedText(description, DESCRIPTION_CHARS_MAX, { place, what: 'description' }, tell),
  };
  const members = carriedMetadata(metadata, place, tell);
  const body = {
    ...(held === undefined
      ? { entries: named.map(entryOf) }
      : { postings: postingsOf(named), pending: true, ...(held.until === undefined ? {} : { expiresAt: held.until }) }),
    ...(told.reference === undefined ? {} : { reference: told.reference }),
    ...(told.description === undefined ? {} : { description: told.description }),
    effectiveAt: at,
    ...(Object.keys(members).length === 0 ? {} : { metadata: members }),
  };
  // What is left is what the API itself says of a body.
  const { error } = newTransaction.safeParse(body);
  return error === undefined
    ? { kind: 'body', body, legs }
    : { kind: 'refused', says: error.issues[0]?.message ?? 'the API does not take it' };
};
