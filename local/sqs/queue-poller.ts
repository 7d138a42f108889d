import { Pause } from '../aws/pause.ts';
import type { InvokeResult } from '../lambda/functions.ts';
import { failedItems } from '../streams/outcome.ts';
import type { Received } from './message.ts';
import { queueArn } from './queue-names.ts';
import type { Queues } from './queues.ts';
import { eventRecord } from './received-message.ts';

/** An event source mapping from a queue to a function. */
export interface QueueMapping {
  readonly id: string;
  readonly queue: string;
  readonly functionArn: string;
  readonly batchSize: number;
  /** How long to gather messages for a fuller batch. */
  readonly windowMs: number;
  /** Runs at the same time. */
  readonly concurrency: number;
  readonly partialResponse: boolean;
  /** Messages that are not wanted are deleted unseen. */
  readonly wanted: (message: Received) => boolean;
}

export interface QueuePollerDeps {
  readonly queues: Queues;
  readonly invoke: (functionArn: string, payload: string) => Promise<InvokeResult>;
  readonly log: (line: string) => void;
}

/** A wait is renewed at least this often. */
const LONGEST_WAIT_MS = 20_000;
/** Before messages are offered again that no environment was free for. */
const THROTTLED_MS = 1_000;
/** After a run that failed whole: doubled with each further one, one run at a time, until one succeeds. As on AWS, only sooner. */
const BACKOFF_MS = 100;
const BACKOFF_MAX_MS = 2_000;
/** Of one SQS receive. */
const RECEIVE_MAX = 10;

/** Brings a queue's messages to a function, several runs at a time, and deletes those that it has handled. */
export class QueuePoller {
  readonly mapping: QueueMapping;
  readonly #deps: QueuePollerDeps;
  readonly #stop = new AbortController();
  readonly #pause = new Pause();
  readonly #runs = new Set<Promise<void>>();
  #loop: Promise<void> | undefined;
  /** Runs in a row that failed whole, or were not let run. */
  #troubles = 0;

  constructor(mapping: QueueMapping, deps: QueuePollerDeps) {
    this.mapping = mapping;
    this.#deps = deps;
  }

  begin(): void {
    this.#loop ??= this.#poll();
  }

  /** Takes no more messages and waits for the runs that are under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#pause.wake();
    await this.#loop;
    await Promise.all(this.#runs);
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const width = this.#troubles === 0 ? this.mapping.concurrency : 1;
        if (this.#runs.size >= width) await Promise.race(this.#runs);
        else await this.#next(signal);
      } catch (error) {
        this.#deps.log(`the queue ${this.mapping.queue} could not be read, trying on: ${String(error)}`);
        await this.#pause.wait(THROTTLED_MS);
      }
    }
  }

  async #next(signal: AbortSignal): Promise<void> {
    // What it takes now it would only take in vain: a message that stays in the queue is there at once when all is well again.
    if (this.#troubles > 0) await this.#pause.wait(Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** (this.#troubles - 1)));
    const batch = signal.aborted ? [] : await this.#gather(signal);
    if (batch.length === 0) return this.#deps.queues.wait(this.mapping.queue, LONGEST_WAIT_MS, signal);
    const run = this.#run(batch).finally(() => this.#runs.delete(run));
    this.#runs.add(run);
  }

  async #gather(signal: AbortSignal): Promise<readonly Received[]> {
    const { queue, batchSize, windowMs } = this.mapping;
    const batch: Received[] = [];
    const until = Date.now() + windowMs;
    do {
      const max = Math.min(RECEIVE_MAX, batchSize - batch.length);
      const got = this.#deps.queues.receive(queue, { max, polled: true });
      batch.push(...got);
      if (got.length === max) continue;
      if (batch.length === 0 || windowMs === 0 || signal.aborted) break;
      await this.#deps.queues.wait(queue, until - Date.now(), signal);
    } while (batch.length < batchSize && (windowMs === 0 || Date.now() < until));
    return batch;
  }

  async #run(messages: readonly Received[]): Promise<void> {
    const { queue, functionArn } = this.mapping;
    const { queues, log } = this.#deps;
    const batch = messages.filter(this.mapping.wanted);
    const unwanted = messages.filter((message) => !batch.includes(message));
    queues.deleteAll(
      queue,
      unwanted.map((message) => message.receiptHandle),
    );
    if (batch.length === 0) return;
    const payload = JSON.stringify({ Records: batch.map((message) => eventRecord(message, queueArn(queue))) });
    try {
      const result = await this.#deps.invoke(functionArn, payload);
      queues.deleteAll(queue, handled(result, batch, this.mapping.partialResponse));
      this.#troubles = result.functionError === undefined ? 0 : this.#troubles + 1;
    } catch (error) {
      this.#troubles += 1;
      log(`${functionArn} could not be run for ${queue}, its messages are offered again: ${String(error)}`);
      queues.release(
        queue,
        batch.map((message) => message.receiptHandle),
        THROTTLED_MS,
      );
    }
  }
}

/** Receipt handles of the messages that a run has handled; the others appear again when their visibility timeout is over. */
const handled = (result: InvokeResult, batch: readonly Received[], partial: boolean): readonly string[] => {
  const all = batch.map((message) => message.receiptHandle);
  if (result.functionError !== undefined) return [];
  if (!partial) return all;
  const failed = failedItems(result.payload);
  const known = new Set(batch.map((message) => message.messageId));
  if (failed === undefined || failed.some((id) => !known.has(id))) return [];
  const ids = new Set(failed);
  return batch.filter((message) => !ids.has(message.messageId)).map((message) => message.receiptHandle);
};
