import { Pause } from '../aws/pause.ts';
import type { Checkpoints } from './checkpoints.ts';
import { Delivery, type DeliveryDeps } from './delivery.ts';
import { GATHER_MS, restAfter } from './pace.ts';
import type { StreamMapping } from './stream-mapping.ts';
import type { Page, StreamRecord, StreamSource } from './stream-source.ts';

export interface PollerDeps extends Omit<DeliveryDeps, 'done' | 'shardOf'> {
  readonly checkpoints: Checkpoints;
  /** For how long requests, which come first, have been waiting without a break. */
  readonly rushMs: () => number;
  /** Age of the oldest record of a batch when it is handed over, in ms. */
  readonly onBatch?: (mapping: StreamMapping, records: number, ageMs: number) => void;
}

/** Records looked at in one read when a filter turns most of them away. */
const FILTERED_READ = 1_000;
const SOURCE_RETRY_MS = 500;

/** What a look has found: a whole page, behind which there may be more at once. */
type Found = 'nothing' | 'some' | 'page';

/** Of an event, which Lambda takes up to 6 MB of. */
const MAX_BATCH_CHARACTERS = 5_000_000;

/** Batches of up to `size` records, and fewer when they are large. */
const batches = (records: readonly StreamRecord[], size: number): readonly (readonly StreamRecord[])[] => {
  const result: StreamRecord[][] = [];
  let characters = 0;
  for (const record of records) {
    const current = result.at(-1);
    characters += record.json.length;
    if (current !== undefined && current.length < size && characters <= MAX_BATCH_CHARACTERS) current.push(record);
    else {
      result.push([record]);
      characters = record.json.length;
    }
  }
  return result;
};

/** Each look wakes a sleeping processor: after a second and after ten without anything new there are fewer of them. */
const restful = (idleMs: number): number => (idleMs < 1_000 ? 1 : idleMs < 10_000 ? 2 : 4);

/** Reads one mapping's stream from its checkpoint on and delivers it, for as long as it is not stopped. */
export class StreamPoller {
  readonly mapping: StreamMapping;
  readonly #source: StreamSource;
  readonly #deps: PollerDeps;
  readonly #delivery: Delivery;
  readonly #pause = new Pause();
  #running: Promise<void> | undefined;
  #open = true;
  #started = false;
  #position: string | undefined;

  constructor(mapping: StreamMapping, source: StreamSource, deps: PollerDeps) {
    this.mapping = mapping;
    this.#source = source;
    this.#deps = deps;
    this.#delivery = new Delivery(mapping, {
      ...deps,
      done: (record) => this.#checkpoint(source.positionOf(record)),
      shardOf: (record) => source.shardOf(source.positionOf(record)),
    });
  }

  /** The position up to which everything is handled. */
  get position(): string | undefined {
    return this.#position;
  }

  begin(): void {
    this.#running ??= this.#loop();
  }

  /** Waits for the run that is under way; what it handled is checkpointed. */
  async stop(): Promise<void> {
    this.#open = false;
    this.#delivery.stop();
    this.#pause.wake();
    await this.#running;
  }

  async #loop(): Promise<void> {
    let found: Found = 'nothing';
    let idle = 0;
    while (this.#open) {
      try {
        if (!this.#started) await this.#start();
        const changed: boolean = found === 'page' || this.#source.changed();
        if (changed) idle = 0;
        found = changed ? await this.#turn() : 'nothing';
      } catch (error) {
        this.#deps.log(`the stream of ${this.mapping.id} could not be read, trying on: ${String(error)}`);
        found = 'page';
        await this.#pause.wait(SOURCE_RETRY_MS);
      }
      if (found === 'page') idle = 0;
      else if (this.#open) {
        const wait = this.#source.intervalMs * restful(idle);
        await this.#pause.wait(found === 'some' ? Math.max(wait, GATHER_MS) : wait);
        idle += wait;
      }
    }
  }

  async #start(): Promise<void> {
    const known = this.#deps.checkpoints.get(this.mapping.id);
    const latest = known === undefined && this.mapping.startingPosition === 'LATEST';
    if (latest) this.#checkpoint(await this.#source.latest());
    else this.#position = known;
    this.#started = true;
  }

  /** One page: read, filter, deliver. */
  async #turn(): Promise<Found> {
    const limit = Math.max(this.mapping.batchSize, FILTERED_READ);
    let page = await this.#source.read(this.#position, limit);
    if (page.records.length === 0) {
      // Only in memory: being read past records of other tables is no progress that has to last.
      this.#position = page.position;
      return 'nothing';
    }
    if (this.mapping.windowMs > 0 && page.records.length < this.mapping.batchSize) {
      await this.#pause.wait(this.mapping.windowMs);
      page = await this.#source.read(this.#position, limit);
    }
    await this.#deliver(page);
    return page.records.length >= limit ? 'page' : 'some';
  }

  async #deliver(page: Page): Promise<void> {
    const wanted = page.records.filter((record) => this.mapping.wanted(record.view));
    for (const batch of batches(wanted, this.mapping.batchSize)) {
      if (!this.#open) return;
      this.#deps.onBatch?.(this.mapping, batch.length, Math.max(0, this.#deps.now() - (batch[0]?.at ?? 0)));
      const from = this.#deps.now();
      await this.#delivery.deliver(batch);
      const now = this.#deps.now();
      const run = { tookMs: now - from, ageMs: now - (batch[0]?.at ?? 0), rushMs: this.#deps.rushMs() };
      if (this.#open) await this.#pause.wait(restAfter(run));
    }
    // Records that nobody wants are done too, once all before them are.
    if (this.#open) this.#checkpoint(page.position);
  }

  #checkpoint(position: string): void {
    this.#position = position;
    this.#deps.checkpoints.put(this.mapping.id, position);
  }
}
