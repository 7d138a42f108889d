/** Places of records that have to come again, and what went wrong first. */
export interface Undone {
  readonly indexes: ReadonlySet<number>;
  readonly cause: unknown;
}

/**
 * The parts of one batch, which fail apart: what one of them throws is kept with the places of the records that it is about,
 * and the others go on. So one account that takes nothing holds up no other one's history and nobody's events, as far as the
 * answer allows: a stream delivers again from the first record that is named.
 */
export class Parts {
  readonly #indexes = new Set<number>();
  #cause: unknown;

  /** Does a part that is about the records at `indexes`; answers with `otherwise` where it fails. */
  async attempt<T>(indexes: Iterable<number>, otherwise: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.fail(indexes, error);
      return otherwise;
    }
  }

  fail(indexes: Iterable<number>, cause: unknown): void {
    for (const index of indexes) this.#indexes.add(index);
    this.#cause ??= cause;
  }

  /** What failed by now. */
  get undone(): Undone {
    return { indexes: new Set(this.#indexes), cause: this.#cause };
  }
}
