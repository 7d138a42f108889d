import type { Unhandled } from './stream-run.ts';

/**
 * What of one batch could not be handled, and what went wrong first. Isolates failures of the parts of a batch. What one part
 * throws is kept with the indexes of its records, and the others go on. A stream delivers again from the first record that is
 * named.
 */
export class BatchFailures {
  readonly #indexes = new Set<number>();
  #cause: unknown;
  #poison: number | undefined;

  add(indexes: Iterable<number>, cause: unknown): void {
    for (const index of indexes) this.#indexes.add(index);
    this.#cause ??= cause;
  }

  /** Does a part that is about the records at `indexes`; answers with `otherwise` where it fails. */
  async attempt<T>(indexes: Iterable<number>, otherwise: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.add(indexes, error);
      return otherwise;
    }
  }

  /** Reads each, and leaves out those that can never be read; the first of them is poison. */
  read<T extends { readonly index: number }, R>(shown: readonly T[], read: (one: T) => R): readonly R[] {
    return shown.flatMap((one) => {
      try {
        return [read(one)];
      } catch (error) {
        this.add([one.index], error);
        this.#poison ??= one.index;
        return [];
      }
    });
  }

  /** Places of records that have to come again. */
  get indexes(): ReadonlySet<number> {
    return new Set(this.#indexes);
  }

  get cause(): unknown {
    return this.#cause;
  }

  /** The answer to the stream. The reason is a name: messages may quote a record. */
  get unhandled(): Unhandled {
    const reason = this.#cause instanceof Error ? this.#cause.name : undefined;
    return { indexes: this.indexes, reason, poison: this.#poison, cause: this.#cause };
  }
}
