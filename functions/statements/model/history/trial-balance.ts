import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import { type CarriedRun, firstOf, lastOf, sumUntil } from './carried-run.ts';
import { type HistoryName, type KeptEntry, normalSide, signedEntry } from './kept-entry.ts';

/** What a history comes to, positive on the account's normal side. */
export interface HistorySum {
  readonly account: string;
  readonly currency: string;
  readonly side: KeptEntry['direction'] | undefined;
  readonly balance: bigint;
  readonly gapFree: boolean;
}

/** Sums a history up, entry by entry in the order of versions: by the day that each counts, where a last day is said. */
export class HistorySumming {
  readonly #name: HistoryName;
  readonly #until: CivilDate | undefined;
  #side: KeptEntry['direction'] | undefined;
  #balance = 0n;
  #last = 0;
  #gapFree = true;

  constructor(name: HistoryName, until: CivilDate | undefined) {
    this.#name = name;
    this.#until = until;
  }

  add(entry: KeptEntry): void {
    if (entry.version !== this.#last + 1) this.#gapFree = false;
    this.#last = entry.version;
    this.#side ??= normalSide(entry);
    const signed = signedEntry(entry);
    if (signed !== undefined && (this.#until === undefined || signed.effectiveOn <= this.#until))
      this.#balance += signed.amount;
  }

  /** A whole run in the place of its entries. */
  carry(carried: CarriedRun): void {
    if (firstOf(carried.run) !== this.#last + 1) this.#gapFree = false;
    this.#last = lastOf(carried.run);
    this.#side ??= carried.side;
    this.#balance += sumUntil(carried, this.#until);
  }

  get sum(): HistorySum {
    const { account, currency } = this.#name;
    return { account, currency, side: this.#side, balance: this.#balance, gapFree: this.#gapFree };
  }
}

/** Debits less credits. */
const debit = ({ side, balance }: HistorySum): bigint => (side === 'debit' ? balance : -balance);

/** What every account has, on the side on which it has it, and that both sides are equal in each currency. */
export const trialBalanceOf = (sums: readonly HistorySum[]) => {
  const accounts = sums.map((sum) => {
    const net = debit(sum);
    const { account, currency } = sum;
    return { account, currency, debit: net > 0n ? net : 0n, credit: net < 0n ? -net : 0n };
  });
  const currencies = [...new Set(sums.map(({ currency }) => currency))].toSorted();
  const totals = currencies.map((currency) => {
    const of = accounts.filter((one) => one.currency === currency);
    const debits = of.reduce((total, one) => total + one.debit, 0n);
    const credits = of.reduce((total, one) => total + one.credit, 0n);
    return { currency, debits, credits, difference: debits - credits };
  });
  return { accounts, totals, gapFree: sums.every(({ gapFree }) => gapFree) };
};
