import type { MessageRow, MessageTable } from './message-table.ts';

/**
 * The order of a standard queue whose messages have groups: a fair queue. Each receive takes from every group that has a
 * visible message in turn, and begins with the group that was served longest ago. So a group with thousands of messages delays
 * no other by more than one receive. AWS promises less, by the share of messages in flight; who waits there waits here too.
 */
export class FairOrder {
  readonly #table: MessageTable;
  readonly #servedAt = new Map<string, number>();
  #turn = 0;

  constructor(table: MessageTable) {
    this.#table = table;
  }

  /** Up to `max` visible messages of a queue. */
  next(queue: string, now: number, max: number): readonly MessageRow[] {
    const groups = this.#table.groups(queue);
    if (groups.length <= 1) return this.#table.due.all(queue, now, max) as unknown as readonly MessageRow[];
    const servedAt = (group: string): number => this.#servedAt.get(`${queue} ${group}`) ?? 0;
    const waiting: (readonly MessageRow[])[] = [];
    for (const group of groups.toSorted((a, b) => servedAt(a) - servedAt(b))) {
      const rows = this.#table.dueOfGroup.all(queue, group, now, max) as unknown as readonly MessageRow[];
      if (rows.length > 0) waiting.push(rows);
      if (waiting.length === max) break;
    }
    const taken = inTurn(waiting, max);
    this.#turn += 1;
    for (const row of taken) this.#servedAt.set(`${queue} ${row.message_group}`, this.#turn);
    return taken;
  }

  /** Forgets a queue that is gone. */
  drop(queue: string): void {
    for (const name of this.#servedAt.keys()) if (name.startsWith(`${queue} `)) this.#servedAt.delete(name);
  }
}

/** One of each, then a second of each, and so on. */
const inTurn = <T>(lists: readonly (readonly T[])[], max: number): readonly T[] => {
  const taken: T[] = [];
  for (let round = 0; taken.length < max; round += 1) {
    const some = lists.flatMap((list) => list.slice(round, round + 1)).slice(0, max - taken.length);
    if (some.length === 0) break;
    taken.push(...some);
  }
  return taken;
};
