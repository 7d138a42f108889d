import type { Looks } from './looks.ts';

/** An item of either side while it is not decided. */
export interface Open<T> {
  readonly item: T;
  /** Days since 1970, so that distances are differences. */
  readonly day: number;
  /** Compared forms of its references, the strongest first. */
  readonly keys: readonly string[];
  readonly name: string;
  /** Under what it can be found. */
  readonly places: readonly string[];
}

const CROWD = 2_000;

/** Day first, then id: the one order of everything, whatever order things came in. */
export const byDay = <T extends { readonly id: string }>(a: Open<T>, b: Open<T>): number =>
  a.day - b.day || (a.item.id < b.item.id ? -1 : a.item.id > b.item.id ? 1 : 0);

/** The undecided items of one side, found by what they have in common with the other side. */
export class OpenItems<T extends { readonly id: string; readonly amount: bigint }> {
  /** Most places have one item: only where there are more is a set worth its room. */
  readonly #at = new Map<string, Open<T> | Set<Open<T>>>();
  readonly #all = new Set<Open<T>>();
  readonly #looks: Looks;

  constructor(looks: Looks) {
    this.#looks = looks;
  }

  add(open: Open<T>): void {
    this.#all.add(open);
    for (const place of open.places) {
      const there = this.#at.get(place);
      if (there === undefined) this.#at.set(place, open);
      else if (there instanceof Set) there.add(open);
      else this.#at.set(place, new Set([there, open]));
    }
  }

  remove(open: Open<T>): void {
    this.#all.delete(open);
    for (const place of open.places) {
      const there = this.#at.get(place);
      if (there instanceof Set) there.delete(open);
      if (there === open || (there instanceof Set && there.size === 0)) this.#at.delete(place);
    }
  }

  has(open: Open<T>): boolean {
    return this.#all.has(open);
  }

  /** Whether so many are at a place that looking at all of them for each would not end: what so many have in common is no sign. */
  isCrowded(place: string): boolean {
    const there = this.#at.get(place);
    return there instanceof Set && there.size > CROWD;
  }

  /** Those at a place within some days of a day, in the one order. */
  near(place: string, day: number, days: number): readonly Open<T>[] {
    const there = this.#at.get(place);
    if (there === undefined) return [];
    this.#looks.take(there instanceof Set ? there.size : 1);
    if (!(there instanceof Set)) return Math.abs(there.day - day) <= days ? [there] : [];
    const found: Open<T>[] = [];
    for (const one of there) if (Math.abs(one.day - day) <= days) found.push(one);
    return found.sort(byDay);
  }

  /** All up to a day, in the one order. */
  until(day: number): readonly Open<T>[] {
    this.#looks.take(this.#all.size);
    const found: Open<T>[] = [];
    for (const one of this.#all) if (one.day <= day) found.push(one);
    return found.sort(byDay);
  }

  get items(): readonly T[] {
    return [...this.#all].map(({ item }) => item);
  }

  get size(): number {
    return this.#all.size;
  }
}

export const sumOf = (opens: readonly Open<{ readonly amount: bigint }>[]): bigint =>
  opens.reduce((sum, { item }) => sum + item.amount, 0n);
