import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import { secretKey } from '../table/keys.ts';
import type { LogStore } from '../table/log-store.ts';
import { BYTES, bytesOf } from '../table/read-bytes.ts';

const SECRET_BYTES = 32;

const find = async ({ dynamo, table, log }: LogStore): Promise<Item | undefined> =>
  (await dynamo.send(new GetItemCommand({ TableName: table, Key: { ...secretKey(log) }, ConsistentRead: true }))).Item;

const isTaken = (error: unknown): boolean => error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** What salts are derived with, made once for ever: whoever comes second takes what is there. */
export const makeSecret = async (store: LogStore): Promise<Uint8Array> => {
  const known = await find(store);
  if (known !== undefined) return bytesOf(known);
  const made: Item = { ...secretKey(store.log), [BYTES]: { B: store.random.bytes(SECRET_BYTES) } };
  const put = new PutItemCommand({
    TableName: store.table,
    Item: made,
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  await store.dynamo.send(put).catch((error: unknown) => {
    if (!isTaken(error)) throw error;
  });
  return bytesOf(present(await find(store), 'the secret of a log stays'));
};

/** The same as it is; undefined where nothing was appended yet. */
export const findSecret = async (store: LogStore): Promise<Uint8Array | undefined> => {
  const item = await find(store);
  return item && bytesOf(item);
};
