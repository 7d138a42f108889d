import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import { s, str } from '../../../kernel/aws/attributes.ts';
import { LeftOut } from '../../../kernel/aws/batch-get.ts';
import { type LoggedLeaf, readLeaves } from '../../model/receipt/logged-leaf.ts';
import { dayOf, lastSecondOf, type Slot, secondOf, slotEnd, slotPartition, slotPrefix } from '../table/keys.ts';
import type { ProofStore } from '../table/proof-store.ts';
import { bytesOf, itemsOf } from '../table/read-bytes.ts';

/** The leaves of a slot, by the id of their receipt. */
export const leavesIn = async (store: ProofStore, slot: Slot): Promise<ReadonlyMap<string, number>> => {
  const items = await itemsOf(store, slotPartition(slot), slotPrefix(slot));
  return new Map(items.flatMap((item) => readLeaves(bytesOf(item))).map(({ receiptId, index }) => [receiptId, index]));
};

/** A leaf, and the second of its receipt. */
export interface TimedLeaf extends LoggedLeaf {
  readonly second: number;
}

/** Of one answer, unless a single second has more. */
const PAGE_LEAVES = 1_000;
const PAGES_MAX = 1_000;

interface Page {
  readonly pk: string;
  readonly from: string;
  readonly to: string;
  readonly after: Readonly<Record<string, AttributeValue>> | undefined;
}

const pageOf = async ({ dynamo, table }: ProofStore, { pk, from, to, after }: Page) => {
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

/** A tenant's leaves of one day from a second on: whole seconds, and the second to go on with. */
export const leavesFrom = async (store: ProofStore, { tenant, second }: Slot, until: number) => {
  const day = dayOf(second);
  const last = Math.min(until, lastSecondOf(day));
  const [pk, from] = [slotPartition({ tenant, second }), slotPrefix({ tenant, second })];
  const to = slotEnd({ tenant, second: last });
  const leaves: TimedLeaf[] = [];
  let after: Page['after'];
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const { items, next } = await pageOf(store, { pk, from, to, after });
    for (const item of items) {
      const at = secondOf(day, str(item, 'sk'));
      leaves.push(...readLeaves(bytesOf(item)).map((leaf) => ({ ...leaf, second: at })));
    }
    if (next === undefined) return { leaves, next: last + 1 };
    after = next;
    const open = secondOf(day, next.sk?.S ?? '');
    const whole = leaves.filter((leaf) => leaf.second < open);
    if (whole.length >= PAGE_LEAVES) return { leaves: whole, next: open };
  }
  throw new LeftOut('a day of leaves does not end');
};
