import { type AttributeValue, GetItemCommand, QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Dynamo } from '../../../kernel/aws/dynamodb.ts';
import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { type Outcome, transact } from '../../../kernel/aws/transact.ts';
import { present } from '../../../kernel/core/assert.ts';
import type { Clock, Random } from '../../../kernel/core/ports.ts';
import type { KeptOrder } from './behaviour.ts';
import { type BankOrder, bankQuestion } from './wire.ts';

/** The sandbox's bank keeps its own books: nothing of them is payments'. */
export const BANK_TABLE = {
  indexes: { due: { name: 'due', partition: 'db', sort: 'da', sortType: 'N' } },
} as const;

export interface BankStore {
  readonly dynamo: Dynamo;
  readonly table: string;
  readonly clock: Clock;
  readonly random: Random;
}

type Item = Readonly<Record<string, AttributeValue>>;
/** An order, with how many of its reports have left. */
export interface BankItem extends KeptOrder {
  readonly sent: number;
}

const { due } = BANK_TABLE.indexes;
/** One bank, one clock: a sandbox has no load to spread. */
const SHARD = { S: 'due' } as const;

const keyOf = ({ tenant, reference }: Pick<BankOrder, 'tenant' | 'reference'>) => ({
  pk: { S: `${tenant}#O#${reference}` },
  sk: { S: 'O' },
});

const read = (item: Item): BankItem => {
  const question = bankQuestion.parse({ submit: JSON.parse(item.order?.S ?? '') });
  return {
    order: present('submit' in question ? question.submit : undefined, 'the bank keeps orders'),
    at: Number(item.at?.N),
    recalled: item.recalled?.BOOL === true,
    sent: Number(item.sent?.N ?? 0),
  };
};

export const findOrder = async (
  { dynamo, table }: Pick<BankStore, 'dynamo' | 'table'>,
  of: Pick<BankOrder, 'tenant' | 'reference'>,
): Promise<BankItem | undefined> => {
  const { Item: item } = await dynamo.send(
    new GetItemCommand({ TableName: table, Key: keyOf(of), ConsistentRead: true }),
  );
  return item === undefined ? undefined : read(item);
};

const committed = (
  store: BankStore,
  action: TransactWriteItem,
  deadline: number,
): Promise<Exclude<Outcome, { readonly kind: 'busy' }>> =>
  retryOnConflict(store, deadline, async () => {
    const outcome = await transact(store, [action]);
    return outcome.kind === 'busy' ? undefined : outcome;
  });

const written = async (store: BankStore, action: TransactWriteItem, deadline: number): Promise<boolean> =>
  (await committed(store, action, deadline)).kind === 'committed';

/** Keeps an order that is new, and gives one that is known as it is. `next` is when the first report of a new one is due. */
export const keepOrder = async (
  store: BankStore,
  { order, at }: KeptOrder,
  next: number | undefined,
  deadline: number,
): Promise<BankItem | undefined> => {
  const put: TransactWriteItem = {
    Put: {
      TableName: store.table,
      Item: {
        ...keyOf(order),
        order: { S: JSON.stringify(order) },
        at: { N: String(at) },
        sent: { N: '0' },
        ...(next === undefined ? {} : { [due.partition]: SHARD, [due.sort]: { N: String(next) } }),
      },
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
  const outcome = await committed(store, put, deadline);
  return outcome.kind === 'committed'
    ? undefined
    : read(present(outcome.conflicts.get(0), 'an order in the way comes back'));
};

/** Notes how many reports have left, and when the next one is due. */
export const noteSent = (
  store: BankStore,
  { order }: BankItem,
  sent: number,
  next: number | undefined,
  deadline: number,
): Promise<boolean> =>
  written(
    store,
    {
      Update: {
        TableName: store.table,
        Key: keyOf(order),
        UpdateExpression:
          next === undefined
            ? 'SET #sent = :sent REMOVE #shard, #due'
            : 'SET #sent = :sent, #due = :due, #shard = :shard',
        ExpressionAttributeNames: { '#sent': 'sent', '#due': due.sort, '#shard': due.partition },
        ExpressionAttributeValues: {
          ':sent': { N: String(sent) },
          ...(next === undefined ? {} : { ':due': { N: String(next) }, ':shard': SHARD }),
        },
      },
    },
    deadline,
  );

/** Stops an order none of whose reports has left; false where one has, or did meanwhile. */
export const recallOrder = (store: BankStore, { order }: BankItem, deadline: number): Promise<boolean> =>
  written(
    store,
    {
      Update: {
        TableName: store.table,
        Key: keyOf(order),
        UpdateExpression: 'SET #recalled = :yes REMOVE #shard, #due',
        ConditionExpression: '#sent = :none',
        ExpressionAttributeNames: {
          '#recalled': 'recalled',
          '#sent': 'sent',
          '#due': due.sort,
          '#shard': due.partition,
        },
        ExpressionAttributeValues: { ':yes': { BOOL: true }, ':none': { N: '0' } },
      },
    },
    deadline,
  );

const PAGE = 100;

/** Orders whose next report is due by then. */
export const dueOrders = async (store: BankStore, by: number): Promise<readonly BankItem[]> => {
  const { Items: rows = [] } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      IndexName: due.name,
      KeyConditionExpression: '#shard = :shard AND #due <= :by',
      ExpressionAttributeNames: { '#shard': due.partition, '#due': due.sort },
      ExpressionAttributeValues: { ':shard': SHARD, ':by': { N: String(by) } },
      Limit: PAGE,
    }),
  );
  const found: BankItem[] = [];
  for (const { pk, sk } of rows) {
    const key = { pk: present(pk, 'a row has its key'), sk: present(sk, 'a row has its key') };
    const { Item: item } = await store.dynamo.send(
      new GetItemCommand({ TableName: store.table, Key: key, ConsistentRead: true }),
    );
    if (item?.[due.sort] !== undefined) found.push(read(item));
  }
  return found;
};
