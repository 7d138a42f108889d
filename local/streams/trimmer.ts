import type { StreamFile } from '../dynamodb/stream-file.ts';
import type { Checkpoints } from './checkpoints.ts';

export interface TrimmerDeps {
  readonly file: StreamFile;
  readonly checkpoints: Checkpoints;
  /** Mappings that read a table's stream. */
  readonly consumers: (table: string) => readonly string[];
  /** Whether requests wait: they need the file that the records stand in. */
  readonly isBusy: () => boolean;
  readonly log: (line: string) => void;
}

const EVERY_MS = 2_000;
/** Rounds that are left out while requests wait, one after the other at most: half a minute's records are no burden. */
const LEFT_OUT_MAX = 15;
/** As long as AWS keeps the records that nobody reads. */
const UNREAD_SECONDS = 86_400;
/** Deletes of one round; the next round goes on. */
const MAX_STEPS = 200;
/** Between two deletes, so that the engine and the requests get their turn. */
const REST_MS = 3;

/** Deletes stream records that every consumer has checkpointed, so that the engine's file does not grow with its history. */
export class Trimmer {
  readonly #deps: TrimmerDeps;
  #timer: NodeJS.Timeout | undefined;
  #open = false;
  #leftOut = 0;
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
      if (this.#deps.isBusy() && this.#leftOut < LEFT_OUT_MAX) {
        this.#leftOut += 1;
        return this.#plan();
      }
      this.#leftOut = 0;
      this.#running = this.trim()
        .catch((error: unknown) => this.#deps.log(`stream records could not be trimmed, trying on: ${String(error)}`))
        .then(() => (this.#open ? this.#plan() : undefined));
    }, EVERY_MS);
    this.#timer.unref();
  }

  /** One round over all tables. */
  async trim(): Promise<void> {
    const { file, checkpoints } = this.#deps;
    const due = file
      .tables()
      .map((table) => ({ table, through: this.#through(table) }))
      .filter(({ table, through }) => through > (this.#trimmed.get(table) ?? 0));
    if (due.length === 0) return;
    // A record may only go once the checkpoint that passed it can no longer be lost, not even with the power.
    await checkpoints.sync();
    for (const { table, through } of due) {
      if (await this.#delete(table, through)) this.#trimmed.set(table, through);
    }
  }

  /** True when nothing is left to delete; false when the next round has to go on. */
  async #delete(table: string, through: number): Promise<boolean> {
    for (let step = 0; step < MAX_STEPS; step += 1) {
      if (this.#deps.file.trim(table, through) === 'all') return true;
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
    }
    return false;
  }

  #through(table: string): number {
    const consumers = this.#deps.consumers(table);
    if (consumers.length === 0)
      return this.#deps.file.newestBefore(table, Math.floor(Date.now() / 1000) - UNREAD_SECONDS);
    return Math.min(...consumers.map((mapping) => Number(this.#deps.checkpoints.get(mapping) ?? 0)));
  }
}
