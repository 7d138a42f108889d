import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Item, n, s } from '../../../kernel/aws/attributes.ts';
import type { Caller } from '../../../kernel/core/call.ts';
import type { Client, StoredClient } from '../../model/client.ts';
import type { SecretHash } from '../../model/secret-hash.ts';
import { generationOf, type Standing, standingOf } from '../../model/standing.ts';
import { directoryAttributes, hashAttributes, newClientAttributes, readStoredClient } from '../table/client-item.ts';
import { clientKey, directoryKey } from '../table/keys.ts';

export interface NewSecret {
  readonly hash: SecretHash;
  /** Until when (ms since the epoch) the present secret goes on working beside the new one; 0 for not at all. */
  readonly previousUntil: number;
}

interface Change {
  readonly set: Item;
  readonly remove: readonly string[];
  readonly values: Item;
}

const put = (table: string, item: Item): TransactWriteItem => ({
  Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Names every attribute through a placeholder, since DynamoDB reserves some 570 words. */
const update = (table: string, id: string, condition: string, { set, remove, values }: Change): TransactWriteItem => {
  const names = [...new Set([...Object.keys(set), ...remove, 'generation'])];
  const removed = remove.length > 0 ? ` REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : '';
  return {
    Update: {
      TableName: table,
      Key: clientKey(id),
      UpdateExpression: `SET ${Object.keys(set)
        .map((name) => `#${name} = :${name}`)
        .join(', ')}${removed}`,
      ConditionExpression: condition,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
        ...values,
      },
    },
  };
};

/** A client and its place in the directory. */
export const creating = (table: string, client: Client, hash: SecretHash): readonly TransactWriteItem[] => [
  put(table, { ...clientKey(client.id), ...newClientAttributes(client, hash) }),
  put(table, { ...directoryKey(client.tenant, client.createdAt, client.id), ...directoryAttributes(client) }),
];

/** As it was read: no other rotation has come between, and nobody has deleted it. */
const AS_READ = '#generation = :seen AND attribute_not_exists(deletedAt)';

/**
 * A new secret in the place of the one that `client` was read with.
 *
 * @param by the token that asks, where the client rotates itself
 */
export const rotating = (
  table: string,
  client: StoredClient,
  { hash, previousUntil }: NewSecret,
  by: string | undefined,
): readonly TransactWriteItem[] => {
  const kept = previousUntil > 0;
  return [
    update(table, client.id, AS_READ, {
      set: {
        ...hashAttributes(hash),
        generation: n(client.generation + 1),
        ...(kept ? { previous: s(client.hash.digest), previousUntil: n(previousUntil) } : {}),
        ...(by === undefined ? {} : { rotatedBy: s(by) }),
      },
      remove: [...(kept ? [] : ['previous', 'previousUntil']), ...(by === undefined ? ['rotatedBy'] : [])],
      values: { ':seen': n(client.generation) },
    }),
  ];
};

/** A tombstone, in the place of `client` as it was read, without anything that could prove it again. */
export const removing = (table: string, client: StoredClient, at: number): readonly TransactWriteItem[] => [
  update(table, client.id, AS_READ, {
    set: { deletedAt: n(at) },
    remove: ['digest', 'previous', 'previousUntil', 'rotatedBy'],
    values: { ':seen': n(client.generation) },
  }),
  { Delete: { TableName: table, Key: directoryKey(client.tenant, client.createdAt, client.id) } },
];

/**
 * Proves in the change's own transaction that who asks is in force: tokens of a deleted client, and of an earlier secret, live
 * for some minutes more, and must make neither immortal. A client that changes itself is proved by the change (a transaction
 * takes each item once). Holds for a client that an outside issuer knows and this table does not.
 */
export const provingInForce = (table: string, caller: Caller, target: Client): readonly TransactWriteItem[] => {
  if (caller.clientId === target.id) return [];
  const inForce = 'attribute_not_exists(deletedAt) AND #generation = :generation';
  return [
    {
      ConditionCheck: {
        TableName: table,
        Key: clientKey(caller.clientId),
        ConditionExpression: `attribute_not_exists(pk) OR (${inForce})`,
        ExpressionAttributeNames: { '#generation': 'generation' },
        ExpressionAttributeValues: { ':generation': n(generationOf(caller)) },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
  ];
};

/** What the item says that a failed proof has met. */
export const provedOut = (caller: Caller, item: Item | undefined): Standing =>
  standingOf(caller, item === undefined ? undefined : readStoredClient(item));
