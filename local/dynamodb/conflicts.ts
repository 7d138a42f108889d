import type { Action } from './operations/actions.ts';
import type { Ports } from './ports.ts';

const idOf = ({ table, key }: Pick<Action, 'table' | 'key'>): string => `${table.schema.id}:${key.text}`;

/**
 * Transactions under way. DynamoDB refuses a write that meets one on an item ("Transaction conflict handling", developer guide).
 * An engine that does one thing after the other never would. With a duration, each transaction holds its items for so long
 * before it is done.
 */
export class Conflicts {
  readonly #held = new Set<string>();
  readonly #ports: Ports;
  readonly lastsMs: number;

  constructor(lastsMs: number, ports: Ports) {
    this.lastsMs = lastsMs;
    this.#ports = ports;
  }

  /** Whether a transaction holds the item. */
  isHeld(action: Pick<Action, 'table' | 'key'>): boolean {
    return this.#held.size > 0 && this.#held.has(idOf(action));
  }

  /** Holds the items as long as a transaction takes, and while `work` is done; whose items are free has to be known. */
  async during<T>(actions: readonly Action[], work: () => Promise<T>): Promise<T> {
    if (this.lastsMs === 0) return work();
    const ids = actions.map(idOf);
    for (const id of ids) this.#held.add(id);
    try {
      await new Promise<void>((resolve) => this.#ports.after(this.lastsMs, resolve));
      return await work();
    } finally {
      for (const id of ids) this.#held.delete(id);
    }
  }
}
