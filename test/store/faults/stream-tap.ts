import type { InvokeResult } from '../../../local/lambda/functions.ts';
import { Delivery } from '../../../local/streams/delivery.ts';
import { streamFilter } from '../../../local/streams/filter.ts';
import type { DiscardedBatch, StreamMapping } from '../../../local/streams/stream-mapping.ts';
import type { StreamRecord, StreamSource } from '../../../local/streams/stream-source.ts';
import { type Channel, freely } from './channel.ts';

export interface StreamTapOptions {
  readonly id: string;
  readonly functionArn: string;
  readonly sortKeys: readonly (string | { readonly prefix: string })[];
  readonly insertsOnly?: boolean;
  readonly batchSize: number;
  readonly source: StreamSource;
  readonly now: () => number;
  readonly invoke: (functionArn: string, payload: string) => Promise<InvokeResult>;
  readonly discard: (aside: DiscardedBatch) => Promise<void>;
}

const PAGE = 1_000;

/** As lib/platform/stream-route.ts has it. */
const mappingOf = ({ id, functionArn, sortKeys, batchSize, insertsOnly = false }: StreamTapOptions): StreamMapping => ({
  id,
  functionArn,
  batchSize,
  streamArn: `arn:aws:dynamodb:us-east-1:000000000000:table/${id}/stream/1`,
  startingPosition: 'TRIM_HORIZON',
  windowMs: 0,
  bisect: true,
  maxRetries: 100,
  maxAgeMs: 6 * 3_600_000,
  onFailure: `arn:aws:s3:::${id}`,
  partialResponse: true,
  wanted: streamFilter(
    JSON.stringify({ ...(insertsOnly ? { eventName: ['INSERT'] } : {}), dynamodb: { Keys: { sk: { S: sortKeys } } } }),
  ),
});

/** The changes of one item stay in order, whatever becomes of the order of items. */
const backwards = (records: readonly StreamRecord[]): readonly (readonly StreamRecord[])[] =>
  [...Map.groupBy(records, ({ view }) => JSON.stringify(view.keys())).values()].reverse();

const inBatches = (records: readonly StreamRecord[], size: number): readonly (readonly StreamRecord[])[] =>
  Array.from({ length: Math.ceil(records.length / size) }, (_, at) => records.slice(at * size, (at + 1) * size));

/** A table's real stream on its way to a function, by the rules of its mapping and as well or badly as its channel is. */
export class StreamTap {
  readonly channel: Channel = freely();
  readonly mapping: StreamMapping;
  readonly #options: StreamTapOptions;
  readonly #delivery: Delivery;
  readonly #waiting: StreamRecord[] = [];
  readonly #passed: StreamRecord[] = [];
  #position: string | undefined;

  constructor(options: StreamTapOptions) {
    this.#options = options;
    this.mapping = mappingOf(options);
    const done = () => undefined;
    const shardOf = () => 'shardId-1';
    const { invoke, discard, now } = options;
    const backoff = { backoffMs: 0, maxBackoffMs: 0 };
    this.#delivery = new Delivery(this.mapping, {
      invoke,
      discard,
      now,
      done,
      shardOf,
      log: done,
      ...backoff,
    });
  }

  /** Adds a record that no change of ours would leave. */
  inject(image: Readonly<Record<string, unknown>>): void {
    const Keys = { pk: image.pk, sk: image.sk };
    const dynamodb = { Keys, NewImage: image, SequenceNumber: String(this.#waiting.length).padStart(21, '9') };
    const whole = { eventName: 'INSERT', dynamodb };
    const view = { eventName: 'INSERT', keys: () => Keys, whole: () => whole };
    const at = this.#options.now();
    this.#waiting.push({ sequence: dynamodb.SequenceNumber, json: JSON.stringify(whole), at, view });
  }

  /** Brings what has been written since; how many records. */
  async pump(): Promise<number> {
    const { source, now } = this.#options;
    const page = await source.read(this.#position, PAGE);
    this.#position = page.position;
    const wanted = page.records.filter(({ view }) => this.mapping.wanted(view));
    // A record is as old as the tests' clock says.
    for (const { sequence, json, view } of wanted) this.#waiting.push({ sequence, json, view, at: now() });
    if (this.channel.held) return 0;
    const records = this.#waiting.splice(0);
    await this.#bring(records);
    this.#passed.push(...records);
    return records.length;
  }

  /** All that ever passed comes once more. */
  async replay(): Promise<void> {
    await this.#bring(
      this.#passed.map(({ sequence, json, view }) => ({ sequence, json, view, at: this.#options.now() })),
    );
  }

  async #bring(records: readonly StreamRecord[]): Promise<void> {
    const { batchSize } = this.mapping;
    const batches = this.channel.backwards ? backwards(records) : inBatches(records, batchSize);
    for (const batch of batches) {
      await this.#delivery.deliver(batch);
      if (this.channel.twice) await this.#delivery.deliver(batch);
    }
  }
}
