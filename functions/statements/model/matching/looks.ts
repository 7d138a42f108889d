/** More items are alike than a run has time to hold against each other. */
export class TooMuchAlike extends Error {
  override readonly name = 'TooMuchAlike';
}

/**
 * How many items may be looked at to decide all others. Where thousands share one amount, name or reference, each of them is looked at
 * for each of them: their number alone does not bound the work.
 */
export class Looks {
  #left: number;

  /** @param max without an end unless said: a command has time */
  constructor(max = Number.POSITIVE_INFINITY) {
    this.#left = max;
  }

  /** @throws TooMuchAlike where they are used up, before anything is looked at */
  take(count: number): void {
    this.#left -= count;
    if (this.#left < 0) throw new TooMuchAlike('too many items are alike');
  }

  get left(): number {
    return this.#left;
  }
}
