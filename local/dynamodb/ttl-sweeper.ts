import { AwsError } from '../aws/aws-error.ts';
import type { DynamoCall } from './json-client.ts';

/** DynamoDB itself takes up to two days; readers must not rely on the moment. */
const EVERY_MS = 3_600_000;
const MAX_PAGES = 1_000;

interface Table {
  readonly name: string;
  readonly attribute: string;
  readonly keys: readonly string[];
}

type Item = Readonly<Record<string, unknown>>;

/** Deletes the items of one table whose time is over; an item whose time was moved meanwhile stays. */
export const sweepTable = async (call: DynamoCall, table: Table, now: number): Promise<number> => {
  const seconds = { N: String(Math.floor(now / 1000)) };
  let start: unknown;
  let deleted = 0;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await call('Scan', {
      TableName: table.name,
      FilterExpression: 'attribute_type(#t, :type) AND #t <= :n',
      ExpressionAttributeNames: { '#t': table.attribute },
      ExpressionAttributeValues: { ':n': seconds, ':type': { S: 'N' } },
      Limit: 500,
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    });
    for (const item of (answer.Items ?? []) as readonly Item[]) {
      const Key = Object.fromEntries(table.keys.map((name) => [name, item[name]]));
      deleted += await deleteExpired(call, table, Key, seconds);
    }
    start = answer.LastEvaluatedKey;
    if (start === undefined) return deleted;
  }
  return deleted;
};

const deleteExpired = async (call: DynamoCall, table: Table, Key: Item, now: unknown): Promise<number> => {
  try {
    await call('DeleteItem', {
      TableName: table.name,
      Key,
      ConditionExpression: '#t <= :n',
      ExpressionAttributeNames: { '#t': table.attribute },
      ExpressionAttributeValues: { ':n': now },
    });
    return 1;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') return 0;
    throw error;
  }
};

/** The embedded engine keeps the setting but deletes nothing by itself, so expired items are swept once an hour. */
export class TtlSweeper {
  readonly #call: DynamoCall;
  readonly #log: (line: string) => void;
  readonly #tables = new Map<string, Table>();
  #timer: NodeJS.Timeout | undefined;

  constructor(call: DynamoCall, log: (line: string) => void) {
    this.#call = call;
    this.#log = log;
  }

  watch(table: Table): void {
    this.#tables.set(table.name, table);
  }

  forget(name: string): void {
    this.#tables.delete(name);
  }

  begin(): void {
    this.#timer = setInterval(() => void this.#sweep(), EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #sweep(): Promise<void> {
    for (const table of this.#tables.values()) {
      try {
        await sweepTable(this.#call, table, Date.now());
      } catch (error) {
        this.#log(`expired items of ${table.name} could not be deleted, the next sweep tries again: ${String(error)}`);
      }
    }
  }
}
