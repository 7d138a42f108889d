/**
 * What a warm environment remembers of the last accounts it wrote: saves a read per batch, never replaces a condition. At
 * most `limit` of them; the one not used for longest goes first.
 */
export class Recent<T> {
  private readonly limit: number;
  private readonly held = new Map<string, T>();

  constructor(limit: number) {
    this.limit = limit;
  }

  get(name: string): T | undefined {
    const value = this.held.get(name);
    if (value !== undefined) this.set(name, value);
    return value;
  }

  set(name: string, value: T): void {
    this.held.delete(name);
    this.held.set(name, value);
    const oldest = this.held.keys().next();
    if (this.held.size > this.limit && oldest.done !== true) this.held.delete(oldest.value);
  }

  delete(name: string): void {
    this.held.delete(name);
  }
}
