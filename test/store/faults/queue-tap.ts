import type { InvokeResult } from '../../../local/lambda/functions.ts';
import type { Received } from '../../../local/sqs/message.ts';
import { DEFAULT_SETTINGS } from '../../../local/sqs/queue-settings.ts';
import type { Queues } from '../../../local/sqs/queues.ts';
import { eventRecord } from '../../../local/sqs/received-message.ts';
import { failedItems } from '../../../local/streams/outcome.ts';
import { type Channel, freely } from './channel.ts';

export interface QueueTapOptions {
  readonly name: string;
  readonly queues: Queues;
  /** Six times the consumer's timeout. */
  readonly visibilitySeconds: number;
  readonly invoke: (payload: string) => Promise<InvokeResult>;
}

const BATCH = 10;
const TRIED_FOR_SECONDS = 3 * 3_600;
const RETENTION_MS = 14 * 86_400_000;

export const deadLettersOf = (name: string): string => `${name}DeadLetters`;

/** A queue with its dead letters, as lib/platform/work-queue.ts makes it, on its way to its consumer. */
export class QueueTap {
  readonly channel: Channel = freely();
  readonly #options: QueueTapOptions;
  readonly #passed: string[] = [];

  constructor(options: QueueTapOptions) {
    this.#options = options;
    const { name, queues, visibilitySeconds } = options;
    const settings = { ...DEFAULT_SETTINGS, retentionMs: RETENTION_MS };
    queues.define(deadLettersOf(name), settings);
    const redrive = {
      deadLetterQueue: deadLettersOf(name),
      maxReceives: Math.ceil(TRIED_FOR_SECONDS / visibilitySeconds),
    };
    queues.define(name, { ...settings, visibilityMs: visibilitySeconds * 1000, redrive });
  }

  get name(): string {
    return this.#options.name;
  }

  inject(body: string): void {
    this.#options.queues.send(this.name, [{ body }]);
  }

  /** Brings what is visible; how many messages. */
  async pump(): Promise<number> {
    if (this.channel.held) return 0;
    const messages = this.#visible();
    if (this.channel.backwards) messages.reverse();
    for (let from = 0; from < messages.length; from += BATCH) await this.#bring(messages.slice(from, from + BATCH));
    this.#passed.push(...messages.map(({ body }) => body));
    return messages.length;
  }

  /** A copy of each message that ever passed comes once more. */
  replay(): void {
    const { queues, name } = this.#options;
    for (const body of this.#passed.splice(0)) queues.send(name, [{ body }]);
  }

  #visible(): Received[] {
    const { queues, name } = this.#options;
    const all: Received[] = [];
    for (;;) {
      const some = queues.receive(name, { max: BATCH });
      if (some.length === 0) return all;
      all.push(...some);
    }
  }

  async #bring(batch: readonly Received[]): Promise<void> {
    const { queues, name, invoke } = this.#options;
    const payload = JSON.stringify({
      Records: batch.map((message) => eventRecord(message, `arn:aws:sqs:x:1:${name}`)),
    });
    if (this.channel.twice) await invoke(payload);
    const result = await invoke(payload);
    const failed = result.functionError === undefined ? failedItems(result.payload) : undefined;
    if (failed === undefined) return;
    const handled = batch.filter(({ messageId }) => !failed.includes(messageId));
    queues.deleteAll(
      name,
      handled.map(({ receiptHandle }) => receiptHandle),
    );
  }
}
