import type { Feed } from '../dynamodb/streams/feed.ts';
import type { Checkpoints } from './checkpoints.ts';

export interface TrimmerDeps {
  readonly feed: Feed;
  readonly checkpoints: Checkpoints;
  /** Mappings that read a table's stream. */
  readonly consumers: (table: string) => readonly string[];
  /** For how long records stay that every consumer has passed, in ms: so far back a table can be restored. 0: not at all. */
  readonly keepMs: number;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

const EVERY_MS = 2_000;

/** Deletes stream records that every consumer has checkpointed, so that the store does not grow with its history. */
export class Trimmer {
  readonly #deps: TrimmerDeps;
  #timer: NodeJS.Timeout | undefined;
  #open = false;
  #running: Promise<void> | undefined;
  readonly #trimmed = new Map<string, number>();

  constructor(deps: TrimmerDeps) {
    this.#deps = deps;
  }

  begin(): void {
    this.#open = true;
    this.#plan();
  }

  async stop(): Promise<void> {
    this.#open = false;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #plan(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.trim()
        .catch((error: unknown) => this.#deps.log(`stream records could not be trimmed, trying on: ${String(error)}`))
        .then(() => (this.#open ? this.#plan() : undefined));
    }, EVERY_MS);
    this.#timer.unref();
  }

  /** One round over all tables. */
  async trim(): Promise<void> {
    const { feed, checkpoints, consumers, keepMs, now } = this.#deps;
    const due = new Map<string, number>();
    for (const table of await feed.tables()) {
      const mappings = consumers(table);
      if (mappings.length === 0) await feed.trimUnread(table);
      else {
        const through = Math.min(...mappings.map((mapping) => Number(checkpoints.get(mapping) ?? 0)));
        // What is kept for a while becomes old without another checkpoint.
        if (through > (keepMs > 0 ? 0 : (this.#trimmed.get(table) ?? 0))) due.set(table, through);
      }
    }
    if (due.size === 0) return;
    // A record may only go once the checkpoint that passed it can no longer be lost, not even with the power.
    await checkpoints.sync();
    for (const [table, through] of due) {
      if (keepMs > 0) await feed.trim(table, through, now() - keepMs);
      else await feed.trim(table, through);
      this.#trimmed.set(table, through);
    }
  }
}
