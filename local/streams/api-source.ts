import type { DynamoCall } from '../store/json-client.ts';
import type { Page, StreamRecord, StreamSource } from './stream-source.ts';

/** What AWS does too: four looks a second. */
const INTERVAL_MS = 250;
/** Of GetRecords. */
const MAX_RECORDS = 1_000;
/** Empty or closed shards passed over in one read. */
const MAX_SHARDS = 100;

interface RawRecord {
  readonly eventName: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly ApproximateCreationDateTime: number;
    readonly Keys: unknown;
  };
}

const toRecord = (raw: RawRecord, streamArn: string): StreamRecord => ({
  sequence: raw.dynamodb.SequenceNumber,
  json: JSON.stringify({ ...raw, eventSourceARN: streamArn }),
  at: raw.dynamodb.ApproximateCreationDateTime * 1000,
  view: { eventName: raw.eventName, keys: () => raw.dynamodb.Keys, whole: () => raw },
});

const split = (position: string): { readonly shard: string; readonly sequence: string } => {
  const [shard = '', sequence = ''] = position.split('|');
  return { shard, sequence };
};

/**
 * The stream of a table of any DynamoDB, read by the Streams API. A position is a shard and a sequence number in it. Shards are
 * read one after the other in the order in which the endpoint lists them, parents before their children.
 */
export class ApiSource implements StreamSource {
  readonly intervalMs = INTERVAL_MS;
  readonly #call: DynamoCall;
  readonly #table: string;
  readonly #streamArn: string;
  /** The endpoint's own ARN, which need not be ours. */
  #remoteArn: string | undefined;
  #shard = '';
  /** Where the last page ended, so that going on needs no new iterator. */
  #next: { readonly position: string; readonly iterator: string } | undefined;
  readonly #shardOfRecord = new WeakMap<StreamRecord, string>();

  constructor(call: DynamoCall, table: string, streamArn: string) {
    this.#call = call;
    this.#table = table;
    this.#streamArn = streamArn;
  }

  shardOf(position: string): string {
    return split(position).shard;
  }

  changed(): boolean {
    return true;
  }

  positionOf(record: StreamRecord): string {
    return `${this.#shardOfRecord.get(record) ?? this.#shard}|${record.sequence}`;
  }

  async latest(): Promise<string> {
    const shards = await this.#shards();
    let position: string | undefined;
    // The newest record is found by reading on: the API has no call for it.
    for (;;) {
      const page: Page = await this.read(position ?? `${shards.at(-1) ?? ''}|`, MAX_RECORDS);
      if (page.records.length === 0) return page.position;
      position = page.position;
    }
  }

  async read(after: string | undefined, limit: number): Promise<Page> {
    const shards = await this.#shards();
    const place = split(after ?? `${shards[0] ?? ''}|`);
    let at = Math.max(0, shards.indexOf(place.shard));
    let position = shards[at] === place.shard ? (after ?? `${place.shard}|`) : `${shards[at] ?? ''}|`;
    for (let looks = 0; looks < MAX_SHARDS && at < shards.length; looks += 1) {
      const { records, open } = await this.#records(position, limit);
      const last = records.at(-1);
      if (last !== undefined) return { records, position: this.positionOf(last) };
      if (open || at === shards.length - 1) break;
      at += 1;
      position = `${shards[at] ?? ''}|`;
    }
    return { records: [], position };
  }

  async #records(position: string, limit: number) {
    const iterator = await this.#iterator(position);
    const answer = await this.#call('GetRecords', { ShardIterator: iterator, Limit: Math.min(limit, MAX_RECORDS) });
    const { shard } = split(position);
    const records = ((answer.Records ?? []) as readonly RawRecord[]).map((raw) => toRecord(raw, this.#streamArn));
    for (const record of records) this.#shardOfRecord.set(record, shard);
    this.#shard = shard;
    const next = answer.NextShardIterator as string | undefined;
    const last = records.at(-1);
    const end = last === undefined ? position : this.positionOf(last);
    this.#next = next === undefined ? undefined : { position: end, iterator: next };
    return { records, open: next !== undefined };
  }

  async #iterator(position: string): Promise<unknown> {
    if (this.#next?.position === position) {
      const { iterator } = this.#next;
      this.#next = undefined;
      return iterator;
    }
    const { shard, sequence } = split(position);
    const answer = await this.#call('GetShardIterator', {
      StreamArn: await this.#arn(),
      ShardId: shard,
      ...(sequence === ''
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: sequence }),
    });
    return answer.ShardIterator;
  }

  async #arn(): Promise<string> {
    if (this.#remoteArn === undefined) {
      const answer = await this.#call('DescribeTable', { TableName: this.#table });
      this.#remoteArn = String((answer.Table as { readonly LatestStreamArn?: string }).LatestStreamArn);
    }
    return this.#remoteArn;
  }

  async #shards(): Promise<readonly string[]> {
    const answer = await this.#call('DescribeStream', { StreamArn: await this.#arn() });
    const { Shards } = answer.StreamDescription as { readonly Shards: readonly { readonly ShardId: string }[] };
    return Shards.map((shard) => shard.ShardId);
  }
}
