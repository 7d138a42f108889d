/** A power of two. Amounts that share a place only make an amount look less rare than it is. */
const PLACES = 1 << 22;
const COUNT_MAX = 65_535;

/** FNV-1a over the digits. */
const placeOf = (amount: bigint): number => {
  const text = String(amount);
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0) & (PLACES - 1);
};

/** Each day with the places of its amounts; and those that are full for good. */
export interface AmountsState {
  readonly days: readonly (readonly [day: number, places: readonly number[]])[];
  readonly full: readonly number[];
}

/** How often an amount came lately, decided or not, in a fixed room: what came once says more than what everybody pays. */
export class AmountsSeen {
  readonly #counts = new Uint16Array(PLACES);
  readonly #byDay = new Map<number, number[]>();
  readonly #full = new Set<number>();

  constructor({ days, full }: AmountsState = { days: [], full: [] }) {
    for (const [day, places] of days) {
      this.#byDay.set(day, [...places]);
      for (const place of places) this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    }
    for (const place of full) this.#fill(place);
  }

  get state(): AmountsState {
    return { days: [...this.#byDay], full: [...this.#full] };
  }

  #fill(place: number): void {
    this.#counts[place] = COUNT_MAX;
    this.#full.add(place);
  }

  add(day: number, amount: bigint): void {
    const place = placeOf(amount);
    // A full count stays full: taking away from it what was not added would make a common amount look rare.
    if (this.#counts[place] === COUNT_MAX) return;
    const count = (this.#counts[place] ?? 0) + 1;
    this.#counts[place] = count;
    if (count === COUNT_MAX) this.#fill(place);
    const there = this.#byDay.get(day);
    if (there === undefined) this.#byDay.set(day, [place]);
    else there.push(place);
  }

  isRare(amount: bigint): boolean {
    return (this.#counts[placeOf(amount)] ?? 0) <= 1;
  }

  forget(until: number): void {
    for (const [day, places] of this.#byDay) {
      if (day > until) continue;
      for (const place of places)
        if (this.#counts[place] !== COUNT_MAX) this.#counts[place] = (this.#counts[place] ?? 1) - 1;
      this.#byDay.delete(day);
    }
  }
}
