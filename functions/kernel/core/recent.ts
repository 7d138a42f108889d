/** What a warm environment remembers: saves a call, never replaces a condition. The one not used for longest goes first. */
export class Recent<T> {
  readonly #limit: number;
  readonly #held = new Map<string, T>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(name: string): T | undefined {
    const value = this.#held.get(name);
    if (value !== undefined) this.set(name, value);
    return value;
  }

  set(name: string, value: T): void {
    this.#held.delete(name);
    this.#held.set(name, value);
    const oldest = this.#held.keys().next();
    if (this.#held.size > this.#limit && oldest.done !== true) this.#held.delete(oldest.value);
  }

  delete(name: string): void {
    this.#held.delete(name);
  }
}
