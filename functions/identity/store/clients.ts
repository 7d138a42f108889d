import {
  GetItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Dynamo } from '../../kernel/dynamodb.ts';
import type { Receipt } from '../../kernel/receipt.ts';
import type { Client, StoredClient } from '../model/client.ts';
import type { SecretHash } from '../model/secret-hash.ts';
import { type Outcome, outcomeOf } from './cancellation.ts';
import {
  directoryAttributes,
  hashAttributes,
  type Item,
  n,
  newClientAttributes,
  readClient,
  readStoredClient,
  s,
} from './client-item.ts';
import { clientKey, directoryKey, directoryPartition, directorySort } from './keys.ts';
import { putReceipt } from './receipts.ts';

/** Who made a change and what is remembered of it. A change by the operator (provisioning) has neither. */
export interface Cause {
  readonly actor?: string;
  readonly receipt?: Receipt;
  /** Aborted once whoever asked has an answer: then nothing is written any more. */
  readonly answered?: AbortSignal;
}

export interface Page {
  readonly clients: readonly Client[];
  /** Where the next page starts, undefined on the last one. */
  readonly next: string | undefined;
}

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

/**
 * The clients of all tenants. Every change is one transaction that also proves that its actor has not been deleted: the
 * tokens of a deleted client live for some minutes more, and must not make it immortal.
 */
export class Clients {
  readonly #dynamo: Dynamo;
  readonly #table: string;

  constructor(dynamo: Dynamo, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  /** Strongly consistent, tombstones included. */
  async find(id: string): Promise<StoredClient | undefined> {
    const { Item: item } = await this.#dynamo.send(
      new GetItemCommand({ TableName: this.#table, Key: clientKey(id), ConsistentRead: true }),
    );
    return item === undefined ? undefined : readStoredClient(item);
  }

  /** Newest first, `limit` at most, starting after the position that an earlier page gave. */
  async list(tenant: string, limit: number, after: string | undefined): Promise<Page> {
    const { Items: items = [] } = await this.#dynamo.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :after',
        ExpressionAttributeValues: {
          ':pk': s(directoryPartition(tenant)),
          ...(after === undefined ? {} : { ':after': s(after) }),
        },
        ScanIndexForward: false,
        // One more than asked for tells whether there is a next page; 101 directory items are far below a page's 1 MB.
        Limit: limit + 1,
      }),
    );
    const clients = items.map(readClient);
    const last = clients[limit - 1];
    const more = clients.length > limit && last !== undefined;
    return { clients: clients.slice(0, limit), next: more ? directorySort(last.createdAt, last.id) : undefined };
  }

  create(client: Client, hash: SecretHash, cause: Cause): Promise<Outcome> {
    const fresh = 'attribute_not_exists(pk)';
    return this.#commit(client, cause, [
      this.#put({ ...clientKey(client.id), ...newClientAttributes(client, hash) }, fresh),
      this.#put({ ...directoryKey(client.tenant, client.createdAt, client.id), ...directoryAttributes(client) }, fresh),
    ]);
  }

  /** Puts a new secret in the place of the one that `client` was read with. */
  rotate(client: StoredClient, { hash, previousUntil }: NewSecret, cause: Cause): Promise<Outcome> {
    const kept = previousUntil > 0;
    return this.#commit(client, cause, [
      this.#update(client.id, '#generation = :seen AND attribute_not_exists(deletedAt)', {
        set: {
          ...hashAttributes(hash),
          generation: n(client.generation + 1),
          ...(kept ? { previous: s(client.hash.digest), previousUntil: n(previousUntil) } : {}),
        },
        remove: kept ? [] : ['previous', 'previousUntil'],
        values: { ':seen': n(client.generation) },
      }),
    ]);
  }

  /** Leaves a tombstone without anything that could prove the client again. */
  remove(client: StoredClient, at: number, cause: Cause): Promise<Outcome> {
    return this.#commit(client, cause, [
      this.#update(client.id, 'attribute_exists(pk) AND attribute_not_exists(deletedAt)', {
        set: { deletedAt: n(at) },
        remove: ['digest', 'previous', 'previousUntil'],
        values: {},
      }),
      { Delete: { TableName: this.#table, Key: directoryKey(client.tenant, client.createdAt, client.id) } },
    ]);
  }

  #put(item: Item, condition: string): TransactWriteItem {
    return { Put: { TableName: this.#table, Item: item, ConditionExpression: condition } };
  }

  /** Names every attribute through a placeholder, since DynamoDB reserves some 570 words. */
  #update(id: string, condition: string, { set, remove, values }: Change): TransactWriteItem {
    const names = [...Object.keys(set), ...remove];
    const removed = remove.length > 0 ? ` REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : '';
    return {
      Update: {
        TableName: this.#table,
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
  }

  /**
   * The receipt is the first item and the actor the last, by which a cancelled transaction is told apart. A client that
   * changes itself is proved alive by the change (a transaction takes each item once).
   */
  async #commit(target: Client, cause: Cause, changes: readonly TransactWriteItem[]): Promise<Outcome> {
    const { receipt, actor, answered } = cause;
    const before = receipt === undefined ? [] : [putReceipt(this.#table, target.tenant, receipt)];
    const after = actor === undefined || actor === target.id ? [] : [this.#alive(actor)];
    const roles = [
      ...before.map(() => 'receipt' as const),
      ...changes.map(() => 'change' as const),
      ...after.map(() => 'actor' as const),
    ];
    const items = [...before, ...changes, ...after];
    try {
      const command = new TransactWriteItemsCommand({ TransactItems: items });
      await this.#dynamo.send(command, answered === undefined ? {} : { abortSignal: answered });
      return 'done';
    } catch (error) {
      return outcomeOf(error, roles);
    }
  }

  /** True of a client that an outside issuer knows and this table does not. */
  #alive(actor: string): TransactWriteItem {
    return {
      ConditionCheck: {
        TableName: this.#table,
        Key: clientKey(actor),
        ConditionExpression: 'attribute_not_exists(deletedAt)',
      },
    };
  }
}
