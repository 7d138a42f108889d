import { Pause } from '../aws/pause.ts';
import type { InvokeResult } from '../lambda/functions.ts';
import { type Outcome, readOutcome } from './outcome.ts';
import type { DiscardedBatch, StreamMapping } from './stream-mapping.ts';
import type { StreamRecord } from './stream-source.ts';

export interface DeliveryDeps {
  /** Rejects when the function was not run at all: throttled, unknown, stopping. */
  readonly invoke: (functionArn: string, payload: string) => Promise<InvokeResult>;
  /** Durable when it resolves. */
  readonly discard: (records: DiscardedBatch) => Promise<void>;
  /** Everything up to and with this record is handled, or put aside. */
  readonly done: (record: StreamRecord) => void;
  readonly shardOf: (record: StreamRecord) => string;
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** First wait after a failure; it doubles up to `maxBackoffMs`. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

/** A part of a batch that stands before the function, with how often it has failed as it is. */
interface Part {
  readonly records: readonly StreamRecord[];
  readonly failures: number;
}

type Run = { readonly outcome: Outcome; readonly result?: InvokeResult };

/**
 * Brings batches to a function by the rules of a stream mapping, in order and one at a time: a failing batch is halved (which
 * costs no retry), retried, and in the end put aside, and only then is what stands behind it delivered.
 */
export class Delivery {
  readonly #mapping: StreamMapping;
  readonly #deps: DeliveryDeps;
  readonly #pause = new Pause();
  #open = true;

  constructor(mapping: StreamMapping, deps: DeliveryDeps) {
    this.#mapping = mapping;
    this.#deps = deps;
  }

  /** No further attempt is begun; what is not yet done stays undone and is delivered after the next start. */
  stop(): void {
    this.#open = false;
    this.#pause.wake();
  }

  /** Resolves when each record of the batch is done, or when it was stopped. */
  async deliver(records: readonly StreamRecord[]): Promise<void> {
    const parts: Part[] = [{ records, failures: 0 }];
    let backoff = this.#deps.backoffMs;
    for (let part = parts.pop(); part !== undefined && this.#open; part = parts.pop()) {
      const { outcome, result } = await this.#run(part);
      const rest = await this.#after(part, outcome, result);
      parts.push(...rest);
      if (outcome.kind === 'done') backoff = this.#deps.backoffMs;
      else if (rest.length > 0) {
        await this.#pause.wait(backoff);
        backoff = Math.min(backoff * 2, this.#deps.maxBackoffMs);
      }
    }
  }

  /** What is still to be delivered, in reverse order. */
  async #after(part: Part, outcome: Outcome, result: InvokeResult | undefined): Promise<readonly Part[]> {
    const last = part.records.at(-1);
    if (last === undefined) return [];
    if (outcome.kind === 'done') {
      this.#deps.done(last);
      return [];
    }
    // Not run at all: neither a try nor a reason to halve.
    if (result === undefined) return [part];
    if (outcome.kind === 'from' && outcome.index > 0) {
      const before = part.records[outcome.index - 1];
      if (before !== undefined) this.#deps.done(before);
      return [{ records: part.records.slice(outcome.index), failures: 0 }];
    }
    if (outcome.kind === 'failed' && this.#mapping.bisect && part.records.length > 1) return halves(part);
    return this.#again({ records: part.records, failures: part.failures + 1 }, last, result);
  }

  /** The part once more, or nothing when its retries or its time are over and it has been put aside. */
  async #again(part: Part, last: StreamRecord, result: InvokeResult): Promise<readonly Part[]> {
    const condition = this.#exhausted(part);
    if (condition === undefined) return [part];
    // With a partial response only the first record is known to fail: the others get their own chance.
    const [first, ...others] = part.records;
    const split =
      first !== undefined && others.length > 0 && this.#mapping.partialResponse && result.functionError === undefined;
    const given = split ? [first] : part.records;
    await this.#deps.discard({
      mapping: this.#mapping,
      condition,
      shard: this.#deps.shardOf(last),
      records: given,
      attempts: part.failures,
      lastRun: result,
    });
    this.#deps.done(given.at(-1) ?? last);
    return split ? [{ records: others, failures: 0 }] : [];
  }

  #exhausted(part: Part): DiscardedBatch['condition'] | undefined {
    const { maxRetries, maxAgeMs } = this.#mapping;
    if (maxRetries !== undefined && part.failures > maxRetries) return 'RetryAttemptsExhausted';
    // A record is tried before its age is looked at: a machine that slept over a weekend has aged them all, and lost none.
    const age = this.#deps.now() - (part.records[0]?.at ?? 0);
    return maxAgeMs !== undefined && age > maxAgeMs ? 'MaximumRecordAgeExceeded' : undefined;
  }

  async #run({ records }: Part): Promise<Run> {
    const payload = `{"Records":[${records.map((record) => record.json).join(',')}]}`;
    try {
      const result = await this.#deps.invoke(this.#mapping.functionArn, payload);
      const sequences = records.map((record) => record.sequence);
      return { outcome: readOutcome(result, sequences, this.#mapping.partialResponse), result };
    } catch (error) {
      this.#deps.log(`${this.#mapping.functionArn} could not be run for its stream, trying on: ${String(error)}`);
      return { outcome: { kind: 'failed' } };
    }
  }
}

const halves = ({ records, failures }: Part): readonly Part[] => {
  const middle = Math.ceil(records.length / 2);
  return [
    { records: records.slice(middle), failures },
    { records: records.slice(0, middle), failures },
  ];
};
