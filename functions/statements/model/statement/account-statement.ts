import { assert } from '../../../kernel/core/assert.ts';
import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import type { Basis } from '../../contract/bases.ts';

/** An entry that moved money, signed: above zero where the account's balance grew on its normal side. */
export interface SignedEntry {
  readonly version: number;
  readonly transactionId: string;
  readonly amount: bigint;
  readonly bookedOn: CivilDate;
  readonly effectiveOn: CivilDate;
  readonly description: string | undefined;
}

export interface StatementLine extends SignedEntry {
  /** The account's balance behind this line, in the order of the statement. */
  readonly balance: bigint;
}

export interface AccountStatement {
  readonly account: string;
  readonly currency: string;
  /** First and last day, both within. */
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly basis: Basis;
  readonly opening: bigint;
  readonly lines: readonly StatementLine[];
  readonly in: bigint;
  readonly out: bigint;
  readonly closing: bigint;
  /** False where history is still behind the account, or a version of it is missing. */
  readonly complete: boolean;
}

export interface Wanted {
  readonly account: string;
  readonly currency: string;
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly basis: Basis;
  /** Whose days are meant; UTC unless said. */
  readonly zone?: string;
}

/** Gathers a statement from the entries of an account in the order of their versions; keeps those of its days alone. */
export class StatementGathering {
  readonly #wanted: Wanted;
  readonly #linesMax: number;
  readonly #entries: SignedEntry[] = [];
  #opening = 0n;
  #last: number;
  #isWhole = true;

  /** @param first version that is gathered */
  constructor(wanted: Wanted, linesMax: number, first = 1) {
    this.#wanted = wanted;
    this.#linesMax = linesMax;
    this.#last = first - 1;
  }

  /** False once there are more lines than may be. */
  add(version: number, entry: SignedEntry | undefined): boolean {
    if (version !== this.#last + 1) this.#isWhole = false;
    this.#last = version;
    if (entry === undefined) return true;
    const { from, to, basis } = this.#wanted;
    const day = basis === 'booked' ? entry.bookedOn : entry.effectiveOn;
    if (day < from) this.#opening += entry.amount;
    else if (day <= to) this.#entries.push(entry);
    return this.#entries.length <= this.#linesMax;
  }

  /** Takes a whole run from its first to its last version, none of which is a line: what it adds before the first day. */
  carry(first: number, last: number, before: bigint): void {
    if (first !== this.#last + 1) this.#isWhole = false;
    this.#last = last;
    this.#opening += before;
  }

  /** @param versions how many entries the account has; undefined where it does not say */
  statement(versions: number | undefined): AccountStatement {
    const { zone: _, ...days } = this.#wanted;
    const { basis } = days;
    // Sorting keeps equal days in the order of their versions.
    const sorted =
      basis === 'booked'
        ? this.#entries
        : this.#entries.toSorted((a, b) =>
            a.effectiveOn < b.effectiveOn ? -1 : a.effectiveOn > b.effectiveOn ? 1 : 0,
          );
    let balance = this.#opening;
    let [incoming, out] = [0n, 0n];
    const lines = sorted.map((entry) => {
      balance += entry.amount;
      if (entry.amount > 0n) incoming += entry.amount;
      else out -= entry.amount;
      return { ...entry, balance };
    });
    assert(this.#opening + incoming - out === balance, 'opening balance and lines are the closing balance');
    const complete = this.#isWhole && (versions === undefined || this.#last >= versions);
    return { ...days, opening: this.#opening, lines, in: incoming, out, closing: balance, complete };
  }
}
