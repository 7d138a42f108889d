import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import type { Basis } from '../../contract/bases.ts';
import { type KeptEntry, normalSide, signedEntry } from './kept-entry.ts';

/** Entries that are summed up together: versions 1 to 1,000 are run 0. */
export const RUN_ENTRIES = 1_000;

export const runOf = (version: number): number => Math.floor((version - 1) / RUN_ENTRIES);
export const firstOf = (run: number): number => run * RUN_ENTRIES + 1;
export const lastOf = (run: number): number => (run + 1) * RUN_ENTRIES;

export type DaySums = ReadonlyMap<CivilDate, bigint>;

/**
 * What a whole run comes to by day. It says nothing but its entries, which never change: whoever makes it makes the same, and a
 * statement that shows none of them reads this in their place.
 */
export interface CarriedRun {
  readonly run: number;
  readonly side: KeptEntry['direction'] | undefined;
  readonly sums: Readonly<Record<Basis, DaySums>>;
}

/** Sums entries up as they are read in the order of versions, a run after the other. */
export class RunSumming {
  #run: number | undefined;
  #next = 0;
  #side: KeptEntry['direction'] | undefined;
  #sums = { booked: new Map<CivilDate, bigint>(), effective: new Map<CivilDate, bigint>() };

  /** The run that this entry completes; undefined while it is not whole, or a version of it is missing. */
  add(entry: KeptEntry): CarriedRun | undefined {
    const run = runOf(entry.version);
    if (entry.version === firstOf(run)) this.#begin(run);
    if (run !== this.#run || entry.version !== this.#next) {
      this.#run = undefined;
      return undefined;
    }
    this.#next += 1;
    this.#side ??= normalSide(entry);
    const signed = signedEntry(entry);
    if (signed !== undefined) {
      const { amount, bookedOn, effectiveOn } = signed;
      this.#sums.booked.set(bookedOn, (this.#sums.booked.get(bookedOn) ?? 0n) + amount);
      this.#sums.effective.set(effectiveOn, (this.#sums.effective.get(effectiveOn) ?? 0n) + amount);
    }
    if (entry.version !== lastOf(run)) return undefined;
    return { run, side: this.#side, sums: this.#sums };
  }

  #begin(run: number): void {
    this.#run = run;
    this.#next = firstOf(run);
    this.#side = undefined;
    this.#sums = { booked: new Map(), effective: new Map() };
  }
}

/** Whether a statement of these days shows a line of the run. */
export const isShown = ({ sums }: CarriedRun, basis: Basis, from: CivilDate, to: CivilDate): boolean =>
  [...sums[basis].keys()].some((day) => day >= from && day <= to);

/** Whether any of it counts up to a day, or behind one. */
export const beginsBy = ({ sums }: CarriedRun, basis: Basis, day: CivilDate): boolean =>
  [...sums[basis].keys()].some((on) => on <= day);
export const endsBehind = ({ sums }: CarriedRun, basis: Basis, day: CivilDate): boolean =>
  [...sums[basis].keys()].some((on) => on > day);

/** What the run adds to the balance before a day. */
export const sumBefore = ({ sums }: CarriedRun, basis: Basis, day: CivilDate): bigint =>
  [...sums[basis]].reduce((total, [on, amount]) => (on < day ? total + amount : total), 0n);

/** And up to the end of a day; all of it where none is said. */
export const sumUntil = ({ sums }: CarriedRun, day: CivilDate | undefined): bigint =>
  [...sums.effective].reduce((total, [on, amount]) => (day === undefined || on <= day ? total + amount : total), 0n);
