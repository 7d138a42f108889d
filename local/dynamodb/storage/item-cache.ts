import type { Item } from '../values/attribute.ts';

/** An item with its text as it is kept, and its size as DynamoDB counts it. */
export interface Stored {
  readonly item: Item;
  readonly json: string;
  readonly bytes: number;
}

/** Characters of the texts kept, which take some ten times as many bytes: an account that everybody pays is read once. */
const CHARACTERS_MAX = 1_500_000;

/** The items that writes have met last, as the writer sees them. */
export class ItemCache {
  readonly #items = new Map<string, Stored>();
  #characters = 0;

  get(key: string): Stored | undefined {
    const found = this.#items.get(key);
    if (found === undefined) return undefined;
    // Moves to the end, where the newest stand.
    this.#items.delete(key);
    this.#items.set(key, found);
    return found;
  }

  put(key: string, stored: Stored | undefined): void {
    const before = this.#items.get(key);
    if (before !== undefined) {
      this.#characters -= before.json.length;
      this.#items.delete(key);
    }
    if (stored === undefined) return;
    this.#items.set(key, stored);
    this.#characters += stored.json.length;
    for (const [oldest, { json }] of this.#items) {
      if (this.#characters <= CHARACTERS_MAX) return;
      this.#items.delete(oldest);
      this.#characters -= json.length;
    }
  }

  clear(): void {
    this.#items.clear();
    this.#characters = 0;
  }
}
