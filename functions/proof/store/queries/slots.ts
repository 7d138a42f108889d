import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import { s, str } from '../../../kernel/aws/attributes.ts';
import { LeftOut } from '../../../kernel/aws/batch-get.ts';
import {
  dayOf,
  firstOf,
  lastSecondOf,
  type Slot,
  secondOf,
  slotEnd,
  slotPartition,
  slotPrefix,
} from '../table/keys.ts';
import type { LogStore } from '../table/log-store.ts';
import { bytesOf } from '../table/read-bytes.ts';

/** Entries of a slot that were appended together. */
export interface Piece {
  readonly second: number;
  /** The index of the first leaf. */
  readonly first: number;
  readonly bytes: Uint8Array;
}

/** Of one answer, unless a single second has more. */
const PAGE_ENTRIES = 1_000;
const PAGES_MAX = 1_000;

interface Page {
  readonly pk: string;
  readonly from: string;
  readonly to: string;
  readonly after: Readonly<Record<string, AttributeValue>> | undefined;
}

const pageOf = async ({ dynamo, table }: LogStore, { pk, from, to, after }: Page) => {
  const query = new QueryCommand({
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':pk': s(pk), ':from': s(from), ':to': s(to) },
    ConsistentRead: true,
    ...(after === undefined ? {} : { ExclusiveStartKey: after }),
  });
  const { Items = [], LastEvaluatedKey: next } = await dynamo.send(query);
  return { items: Items, next };
};

/** A tenant's entries of one day from a second on: whole seconds, and the second to go on with. */
export const entriesFrom = async <T extends { readonly second: number }>(
  store: LogStore,
  { tenant, second }: Slot,
  until: number,
  read: (piece: Piece) => readonly T[],
): Promise<{ readonly entries: readonly T[]; readonly next: number }> => {
  const day = dayOf(second);
  const last = Math.min(until, lastSecondOf(day));
  const pk = slotPartition(store.log, { tenant, second });
  const from = slotPrefix({ tenant, second });
  const to = slotEnd({ tenant, second: last });
  const entries: T[] = [];
  let after: Page['after'];
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const { items, next } = await pageOf(store, { pk, from, to, after });
    for (const item of items) {
      const sort = str(item, 'sk');
      entries.push(...read({ second: secondOf(day, sort), first: firstOf(sort), bytes: bytesOf(item) }));
    }
    if (next === undefined) return { entries, next: last + 1 };
    after = next;
    const open = secondOf(day, next.sk?.S ?? '');
    const whole = entries.filter((entry) => entry.second < open);
    if (whole.length >= PAGE_ENTRIES) return { entries: whole, next: open };
  }
  throw new LeftOut('a day of a log does not end');
};
