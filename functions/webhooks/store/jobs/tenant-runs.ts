import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Item, maybeInt, n, namesOf } from '../../../kernel/aws/attributes.ts';
import { expiry, healthKey, TABLE } from '../table/keys.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';

/** A run of the patient lane that a tenant has; to be given back. */
export interface TenantRun {
  readonly tenant: string;
  readonly name: string;
  readonly until: number;
}

/** Longer than a run may take: one that was killed gives itself back by time. */
const LEASE_MS = 45_000;
const KEPT_DAYS = 1;
/** Each look that fails has seen somebody else take one. */
const LOOKS_MAX = 3;

/** Beside the health of the tenant's endpoints; no endpoint has such an id. */
const keyOf = (tenant: string) => healthKey(tenant, '@patient');
const nameAt = (index: number): string => `t${index}`;

const freeIn = (item: Item | undefined, most: number, now: number): readonly string[] =>
  Array.from({ length: most }, (_, index) => nameAt(index)).filter(
    (name) => item === undefined || (maybeInt(item, name) ?? 0) <= now,
  );

/**
 * Takes one of the runs that a tenant may have at the same time; undefined where all are taken. Its endpoints may be slow: then
 * its runs are, and others' are free.
 */
export const takeRun = async (store: WebhooksStore, tenant: string, most: number): Promise<TenantRun | undefined> => {
  let free = freeIn(undefined, most, 0);
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const name = free[Math.floor(store.random.fraction() * free.length)];
    if (name === undefined) return undefined;
    const now = store.clock.now();
    const until = now + LEASE_MS;
    try {
      await store.dynamo.send(
        new UpdateItemCommand({
          TableName: store.table,
          Key: keyOf(tenant),
          UpdateExpression: `SET #run = :until, #${TABLE.timeToLive} = :ttl`,
          ConditionExpression: 'attribute_not_exists(#run) OR #run <= :now',
          ExpressionAttributeNames: { ...namesOf([TABLE.timeToLive]), '#run': name },
          ExpressionAttributeValues: { ':now': n(now), ':until': n(until), ':ttl': n(expiry(now, KEPT_DAYS)) },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { tenant, name, until };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      free = freeIn(error.Item, most, now);
    }
  }
  return undefined;
};

/** Gives a run back, unless its time was up and somebody else has it. */
export const giveBack = async (store: WebhooksStore, { tenant, name, until }: TenantRun): Promise<void> => {
  try {
    await store.dynamo.send(
      new UpdateItemCommand({
        TableName: store.table,
        Key: keyOf(tenant),
        UpdateExpression: 'REMOVE #run',
        ConditionExpression: '#run = :until',
        ExpressionAttributeNames: { '#run': name },
        ExpressionAttributeValues: { ':until': n(until) },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};
