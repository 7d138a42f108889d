import type { Kind, Stated } from './book.ts';

/** Sums by account, currency and kind. */
export class Balances {
  readonly #sums = new Map<string, Stated>();
  readonly #ofAccount = new Map<string, Set<string>>();

  static #key(account: string, currency: string, kind: Kind): string {
    return `${account}\n${currency}\n${kind}`;
  }

  add(account: string, currency: string, kind: Kind, minor: bigint): bigint {
    const sum = this.of(account, currency, kind) + minor;
    this.#sums.set(Balances.#key(account, currency, kind), { account, currency, kind, minor: sum });
    const currencies = this.#ofAccount.get(account) ?? new Set();
    this.#ofAccount.set(account, currencies.add(currency));
    return sum;
  }

  /** In which it has moved anything. */
  currenciesOf(account: string): Iterable<string> {
    return this.#ofAccount.get(account) ?? [];
  }

  of(account: string, currency: string, kind: Kind): bigint {
    return this.#sums.get(Balances.#key(account, currency, kind))?.minor ?? 0n;
  }

  has(account: string, currency: string, kind: Kind): boolean {
    return this.#sums.has(Balances.#key(account, currency, kind));
  }

  all(): Iterable<Stated> {
    return this.#sums.values();
  }
}
