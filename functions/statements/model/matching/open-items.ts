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
  readonly #at = new Map<string, Open<T>[]>();
  readonly #all = new Set<Open<T>>();

  add(open: Open<T>): void {
    this.#all.add(open);
    for (const place of open.places) {
      const there = this.#at.get(place);
      if (there === undefined) this.#at.set(place, [open]);
      else there.push(open);
    }
  }

  remove(open: Open<T>): void {
    this.#all.delete(open);
    for (const place of open.places) {
      const left = this.#at.get(place)?.filter((one) => one !== open) ?? [];
      if (left.length === 0) this.#at.delete(place);
      else this.#at.set(place, left);
    }
  }

  has(open: Open<T>): boolean {
    return this.#all.has(open);
  }

  /** Whether so many are at a place that looking at all of them for each would not end: what has no reference is then not guessed at. */
  isCrowded(place: string): boolean {
    return (this.#at.get(place)?.length ?? 0) > CROWD;
  }

  /** Those at a place within some days of a day, in the one order. */
  near(place: string, day: number, days: number): readonly Open<T>[] {
    const there = this.#at.get(place);
    if (there === undefined) return [];
    return there.filter((one) => Math.abs(one.day - day) <= days).sort(byDay);
  }

  /** All up to a day, in the one order. */
  until(day: number): readonly Open<T>[] {
    return [...this.#all].filter((one) => one.day <= day).sort(byDay);
  }

  get size(): number {
    return this.#all.size;
  }
}

export const sumOf = (opens: readonly Open<{ readonly amount: bigint }>[]): bigint =>
  opens.reduce((sum, { item }) => sum + item.amount, 0n);
