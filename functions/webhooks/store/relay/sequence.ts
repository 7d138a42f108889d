import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Item, int, n, s } from '../../../kernel/aws/attributes.ts';
import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { type Conflicts, transact } from '../../../kernel/aws/transact.ts';
import { assert } from '../../../kernel/core/assert.ts';
import type { Recent } from '../../../kernel/core/recent.ts';
import { FEED_DAYS, MARK_DAYS, transactionGroups } from '../../model/feed.ts';
import type { PublicEvent } from '../../model/public-event.ts';
import { counterKey, expiry, feedKey, markKey, TABLE } from '../table/keys.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';

/** What a consumer works with. */
export interface Sequencer {
  readonly store: WebhooksStore;
  /** The position that each tenant's feed has come to, as last seen: a guess that saves a read, and no more. */
  readonly positions: Recent<number>;
}

const feedItem = (event: PublicEvent, seq: number, now: number): Item => ({
  ...feedKey(event.tenant, seq),
  id: s(event.id),
  type: s(event.type),
  seq: n(seq),
  body: s(event.body),
  correlationId: s(event.correlationId),
  hops: n(event.hops),
  at: n(event.occurredAt),
  [TABLE.timeToLive]: n(expiry(now, FEED_DAYS)),
});

const putNew = (table: string, item: Item): TransactWriteItem => ({
  Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' },
});

const countUp = (table: string, tenant: string, from: number, to: number): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: counterKey(tenant),
    UpdateExpression: 'SET seq = :to',
    ConditionExpression: from === 0 ? 'attribute_not_exists(seq)' : 'seq = :from',
    ExpressionAttributeValues: { ':to': n(to), ...(from === 0 ? {} : { ':from': n(from) }) },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** The counter is action 0, and the mark and the item of event i are 1 + 2i and 2 + 2i. */
const entering = ({ store }: Sequencer, tenant: string, events: readonly PublicEvent[], from: number) => {
  const now = store.clock.now();
  return [
    countUp(store.table, tenant, from, from + events.length),
    ...events.flatMap((event, index) => {
      const seq = from + index + 1;
      const mark = { ...markKey(tenant, event.id), seq: n(seq), [TABLE.timeToLive]: n(expiry(now, MARK_DAYS)) };
      return [putNew(store.table, mark), putNew(store.table, feedItem(event, seq, now))];
    }),
  ];
};

/** What is left to enter after a refusal: the counter is where it said, and events that have a mark are in the feed already. */
const learn = (sequencer: Sequencer, tenant: string, events: readonly PublicEvent[], met: Conflicts) => {
  if (met.has(0)) {
    const counter = met.get(0);
    sequencer.positions.set(tenant, counter === undefined ? 0 : int(counter, 'seq'));
  }
  const left = events.filter((_, index) => !met.has(1 + 2 * index));
  assert(met.has(0) || left.length < events.length, 'a position that the counter has not reached is free');
  return left;
};

/** Enters a group; a part of it that is in the feed already is left out, and the rest tried again. */
const enter = async (sequencer: Sequencer, tenant: string, group: readonly PublicEvent[], deadline: number) => {
  let left = group;
  await retryOnConflict(sequencer.store, deadline, async () => {
    const from = sequencer.positions.get(tenant) ?? 0;
    const outcome = await transact(sequencer.store, entering(sequencer, tenant, left, from));
    if (outcome.kind === 'busy') return undefined;
    if (outcome.kind === 'committed') {
      sequencer.positions.set(tenant, from + left.length);
      return true;
    }
    left = learn(sequencer, tenant, left, outcome.conflicts);
    return left.length === 0 ? true : undefined;
  });
};

/**
 * Enters events of one tenant into its feed, in one order and without a gap. Each is entered exactly once, however often and by how
 * many workers it is delivered. The counter moves once for a group, on the condition of where it was. Marks and positions are part
 * of the same transaction. There is no lock: a worker that loses a race retries behind the winner.
 *
 * @throws Refusal `conflict` when the time is up; what was entered stays, and the rest may be given again
 */
export const sequence = async (
  sequencer: Sequencer,
  tenant: string,
  events: readonly PublicEvent[],
  deadline: number,
): Promise<void> => {
  assert(
    events.every((event) => event.tenant === tenant),
    'a feed is of one tenant',
  );
  for (const group of transactionGroups(events)) await enter(sequencer, tenant, group, deadline);
};
