import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Client, StoredClient } from '../model/client.ts';
import type { SecretHash } from '../model/secret-hash.ts';
import { directoryAttributes, hashAttributes, type Item, n, newClientAttributes, s } from './client-item.ts';
import { clientKey, directoryKey } from './keys.ts';

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
  const names = [...Object.keys(set), ...remove];
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

/** A new secret in the place of the one that `client` was read with. */
export const rotating = (
  table: string,
  client: StoredClient,
  { hash, previousUntil }: NewSecret,
): readonly TransactWriteItem[] => {
  const kept = previousUntil > 0;
  return [
    update(table, client.id, '#generation = :seen AND attribute_not_exists(deletedAt)', {
      set: {
        ...hashAttributes(hash),
        generation: n(client.generation + 1),
        ...(kept ? { previous: s(client.hash.digest), previousUntil: n(previousUntil) } : {}),
      },
      remove: kept ? [] : ['previous', 'previousUntil'],
      values: { ':seen': n(client.generation) },
    }),
  ];
};

/** A tombstone without anything that could prove the client again. */
export const removing = (table: string, client: StoredClient, at: number): readonly TransactWriteItem[] => [
  update(table, client.id, 'attribute_exists(pk) AND attribute_not_exists(deletedAt)', {
    set: { deletedAt: n(at) },
    remove: ['digest', 'previous', 'previousUntil'],
    values: {},
  }),
  { Delete: { TableName: table, Key: directoryKey(client.tenant, client.createdAt, client.id) } },
];

/**
 * Proves that who asks has not been deleted: the tokens of a deleted client live for some minutes more, and must not make it
 * immortal. A client that changes itself is proved alive by the change (a transaction takes each item once). Holds for a client
 * that an outside issuer knows and this table does not.
 */
export const provingAlive = (table: string, actor: string, target: Client): readonly TransactWriteItem[] => {
  if (actor === target.id) return [];
  const condition = 'attribute_not_exists(deletedAt)';
  return [{ ConditionCheck: { TableName: table, Key: clientKey(actor), ConditionExpression: condition } }];
};
