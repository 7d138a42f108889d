import * as z from 'zod';
import { readAccount } from './accounts.ts';
import { allPages } from './all-pages.ts';
import { plain } from './answers.ts';
import type { Api } from './api.ts';
import { payment, paymentPage } from './payments.ts';
import { CommandFailure } from './problem-error.ts';

/** What one check walks at most; a larger book is compared by statements. */
const PAGES_MAX = 1_000;
const LOOKS = 4;
const PAUSE_MS = 1_500;

const balance = z.looseObject({ currency: z.string(), posted: z.string(), pendingIn: z.string() });
const clearing = z.looseObject({ balances: z.array(balance) });
const refunds = z.looseObject({ refunds: z.array(z.looseObject({ amount: z.string(), state: z.string() })) });
const entry = z.looseObject({
  transactionId: z.string(),
  direction: z.string(),
  amount: z.string(),
  metadata: z.record(z.string(), z.string()),
  at: z.string(),
});
type Entry = z.infer<typeof entry>;
const entryPage = z.looseObject({ data: z.array(entry), nextCursor: z.string().nullable() });
const ruled = payment.and(refunds);
type Ruled = z.infer<typeof ruled>;

/** Between what: while a payment is between two steps, the ledger has done the next one already or not. */
export interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

export interface Expected {
  readonly posted: Range;
  readonly pendingIn: Range;
}

export interface Cleared extends Expected {
  readonly currency: string;
  readonly seen: { readonly posted: bigint; readonly pendingIn: bigint };
  readonly balances: boolean;
}

export interface ClearingCheck {
  readonly rail: string;
  readonly payments: number;
  readonly currencies: readonly Cleared[];
  /** Entries of the account that are no payment's over the rail. */
  readonly strangers: readonly Entry[];
}

const NONE: Expected = { posted: { from: 0n, to: 0n }, pendingIn: { from: 0n, to: 0n } };
const exactly = (amount: bigint): Range => ({ from: amount, to: amount });
const atMost = (amount: bigint): Range => ({ from: 0n, to: amount });
const plus = (one: Range, other: Range): Range => ({ from: one.from + other.from, to: one.to + other.to });
const isWithin = (value: bigint, { from, to }: Range): boolean => from <= value && value <= to;

/**
 * What the rail's clearing account should show for one payment: `posted` and `pendingIn`. Each is a range, since the ledger may be one
 * step ahead of the payment's record.
 */
export const expectedOf = ({
  step,
  amount: text,
  refunds: all,
}: Pick<Ruled, 'step' | 'amount' | 'refunds'>): Expected => {
  const amount = BigInt(text);
  const back = (states: readonly string[]): bigint =>
    all.filter(({ state }) => states.includes(state)).reduce((sum, one) => sum + BigInt(one.amount), 0n);
  switch (step) {
    case 'reserved':
    case 'submitting':
    case 'submitted':
    case 'recalling':
      return { ...NONE, pendingIn: exactly(amount) };
    case 'reserving':
    case 'releasing':
      return { ...NONE, pendingIn: atMost(amount) };
    case 'settling':
      return { posted: atMost(amount), pendingIn: atMost(amount) };
    case 'settled':
      return { ...NONE, posted: { from: amount - back(['paid', 'processing']), to: amount - back(['paid']) } };
    case 'returning':
      return { ...NONE, posted: atMost(amount) };
    default:
      return NONE;
  }
};

const BOUND = { pagesMax: PAGES_MAX, instead: 'compare by "folio statement".' };

const sumOf = (payments: readonly Ruled[]): Expected =>
  payments
    .map(expectedOf)
    .reduce(
      (sum, one) => ({ posted: plus(sum.posted, one.posted), pendingIn: plus(sum.pendingIn, one.pendingIn) }),
      NONE,
    );

const railList = z.looseObject({ data: z.array(z.looseObject({ name: z.string() })) });

/** @throws CommandFailure for a rail that there is not: nothing was ever paid over it, and that would look like order */
const assertRail = async (api: Api, rail: string): Promise<void> => {
  const { data } = await api.ask((folio) => folio.GET('/v1/payment-rails'), railList);
  if (data.some(({ name }) => name === rail)) return;
  throw new CommandFailure(`There is no rail ${plain(rail)}. There are ${data.map(({ name }) => name).join(', ')}.`);
};

const checkOnce = async (api: Api, rail: string): Promise<ClearingCheck> => {
  const path = { id: `@rail.${rail}.clearing` };
  const { balances } = await readAccount(api, path.id, clearing);
  const read = await allPages(api, {
    asking: (folio, query) => folio.GET('/v1/payments', { params: { query } }),
    page: paymentPage,
    ...BOUND,
  });
  const payments = read.filter(({ to }) => to.rail === rail).map((one) => ruled.parse(one));
  const known = new Set(payments.map(({ id }) => id));
  const currencies = new Set([...payments, ...balances].map(({ currency }) => currency));
  // A system account has a history for each currency.
  const entries: Entry[] = [];
  for (const currency of currencies)
    entries.push(
      ...(await allPages(api, {
        asking: (folio, query) =>
          folio.GET('/v1/accounts/{id}/entries', { params: { path, query: { ...query, currency } } }),
        page: entryPage,
        ...BOUND,
      })),
    );
  return {
    rail,
    payments: payments.length,
    currencies: [...currencies].map((currency) => {
      const expected = sumOf(payments.filter((one) => one.currency === currency));
      const found = balances.find((one) => one.currency === currency);
      const seen = { posted: BigInt(found?.posted ?? '0'), pendingIn: BigInt(found?.pendingIn ?? '0') };
      const fits = isWithin(seen.posted, expected.posted) && isWithin(seen.pendingIn, expected.pendingIn);
      return { currency, ...expected, seen, balances: fits };
    }),
    strangers: entries.filter(({ metadata }) => !known.has(metadata.payment ?? '')),
  };
};

const isWhole = ({ currencies, strangers }: ClearingCheck): boolean =>
  strangers.length === 0 && currencies.every(({ balances }) => balances);

/**
 * Holds the clearing account of a rail against the payments over it: each unit on it is one of theirs. The account follows its receipts
 * within seconds, and payments go on meanwhile: what does not balance is looked at again before it is told.
 */
export const checkClearing = async (
  api: Api,
  rail: string,
  pause: (ms: number) => Promise<unknown>,
): Promise<ClearingCheck> => {
  await assertRail(api, rail);
  let check = await checkOnce(api, rail);
  for (let again = 1; again < LOOKS && !isWhole(check); again += 1) {
    await pause(PAUSE_MS);
    check = await checkOnce(api, rail);
  }
  return check;
};
