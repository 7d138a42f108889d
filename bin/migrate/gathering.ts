import type { Book, Leg, Movement, Place, SourceAccount, SourceName, Stated, Unequal } from './book.ts';

/** What a reader finds, as it finds it. */
export class Gathering {
  readonly #accounts = new Map<string, SourceAccount>();
  readonly movements: Movement[] = [];
  readonly stated: Stated[] = [];
  readonly #unequal: Unequal[] = [];
  readonly #foreign = new Map<string, number>();

  account(account: SourceAccount): void {
    this.#accounts.set(account.name, account);
  }

  accountOf(name: string): SourceAccount | undefined {
    return this.#accounts.get(name);
  }

  unequal(place: Place, what: string, says: string): void {
    this.#unequal.push({ place, what, says });
  }

  /** Something in a currency that is none here, by the source's name of it: it stands in the way of booking the rest. */
  foreign(name: string, place: Place, what: string, says: string): void {
    this.#foreign.set(name, (this.#foreign.get(name) ?? 0) + 1);
    this.unequal(place, what, says);
  }

  book(of: Pick<Book, 'counts' | 'form' | 'balancesBy' | 'end'>): Book {
    const { movements, stated } = this;
    const accounts = [...this.#accounts.values()];
    return { ...of, accounts, movements, stated, unequal: this.#unequal, foreign: this.#foreign };
  }
}

/** The counter-accounts that a migration makes itself, for what a source balances by other means than by currency. */
export const conversionsOf = (source: SourceName): string => `migration:${source}:conversions`;
export const virtualOf = (source: SourceName): string => `migration:${source}:virtual`;

export const isCounter = (name: string): boolean => /^migration:[a-z]+:(?:conversions|virtual)$/.test(name);

/** The legs, and on the counter-account what each currency lacks to sum to zero. */
export const countered = (legs: readonly Leg[], counter: string): readonly Leg[] => {
  const sums = new Map<string, bigint>();
  for (const { currency, minor } of legs) sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  const lacking = [...sums].filter(([, sum]) => sum !== 0n);
  return [...legs, ...lacking.map(([currency, sum]) => ({ account: counter, currency, minor: -sum }))];
};
