import fc from 'fast-check';
import type { PaperAccount, PaperBody } from './reference-ledger.ts';

/** The accounts that random commands move; `nobody` does not exist. */
export const ACCOUNTS: readonly (readonly [string, Omit<PaperAccount, 'status'>])[] = [
  ['a', { currency: 'USD', normal: 'credit', overdraft: 0n }],
  ['b', { currency: 'USD', normal: 'credit', overdraft: 20n }],
  ['c', { currency: 'USD', normal: 'debit', overdraft: 0n }],
  ['u', { currency: 'USD', normal: 'debit', overdraft: null }],
  ['e', { currency: 'EUR', normal: 'credit', overdraft: 0n }],
];

const account = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom('a', 'b', 'c', 'u') },
  { weight: 5, arbitrary: fc.constantFrom('@world', '@fees') },
  { weight: 1, arbitrary: fc.constantFrom('e', 'nobody') },
);
const amount = fc.integer({ min: 1, max: 60 }).map(String);
const currency = fc.oneof({ weight: 8, arbitrary: fc.constant('USD') }, { weight: 1, arbitrary: fc.constant('EUR') });
const own = fc.option(currency, { nil: undefined, freq: 6 });
const posting = fc.record({ from: account, to: account, amount, currency: own });
const pending = fc.option(fc.boolean(), { nil: undefined });

const byPostings = fc.record({ currency, postings: fc.array(posting, { minLength: 1, maxLength: 3 }), pending });
/** Most balance, some do not. */
const byEntries = fc
  .tuple(fc.array(posting, { minLength: 1, maxLength: 2 }), fc.boolean(), pending)
  .map(([postings, balanced, isPending]) => ({
    currency: 'USD',
    entries: postings.flatMap((one, index) => [
      { account: one.from, direction: 'debit', amount: one.amount, currency: one.currency },
      {
        account: one.to,
        direction: 'credit',
        amount: balanced || index > 0 ? one.amount : String(Number(one.amount) + 1),
        currency: one.currency,
      },
    ]),
    pending: isPending,
  }));

/** Without the members that are undefined, as JSON would have them. */
const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value));

export const body: fc.Arbitrary<PaperBody> = fc
  .oneof({ weight: 5, arbitrary: byPostings }, { weight: 1, arbitrary: byEntries })
  .map((one) => asJson(one as PaperBody));

/** Few keys, so that they meet again. */
export const key = fc.integer({ min: 0, max: 9 }).map((one) => `k${one}`);
const which = fc.nat({ max: 20 });

export type Command =
  | { readonly kind: 'pay'; readonly key: string; readonly body: PaperBody }
  | { readonly kind: 'fund'; readonly account: string; readonly amount: string }
  | { readonly kind: 'post'; readonly which: number; readonly amount: string | undefined; readonly final: boolean }
  | { readonly kind: 'void' | 'reverse'; readonly which: number }
  | { readonly kind: 'status'; readonly account: string; readonly status: 'open' | 'frozen' };

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('pay' as const), key, body }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('fund' as const), account: fc.constantFrom('a', 'b'), amount }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('post' as const),
      which,
      amount: fc.option(fc.integer({ min: 1, max: 40 }).map(String), { nil: undefined }),
      final: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('void' as const, 'reverse' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      account: fc.constantFrom('a', 'b', 'c'),
      status: fc.constantFrom('open' as const, 'frozen' as const),
    }),
  },
);
