import {
  BatchGetItemCommand,
  type DynamoDBClient,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';

const keyOf = ({ Put, Update, ConditionCheck, Delete }: TransactWriteItem): Item => {
  const { pk, sk } = Put?.Item ?? Update?.Key ?? ConditionCheck?.Key ?? Delete?.Key ?? {};
  if (pk === undefined || sk === undefined) throw new Error('an action of no item');
  return { pk, sk };
};
const nameOf = ({ pk, sk }: Item): string => `${pk?.S}|${sk?.S}`;

/** A client, and what the stream of its table carries of the transactions that went through it, image by image. */
export interface Streamed {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly records: DynamoDBRecord[];
}

/** One transaction goes through at a time, so that the images around it are its own. */
export const streamed = (client: DynamoDBClient, table: string): Streamed => {
  const records: DynamoDBRecord[] = [];
  let last: Promise<unknown> = Promise.resolve();

  const imagesOf = async (keys: readonly Item[]): Promise<ReadonlyMap<string, Item>> => {
    const request = { [table]: { Keys: keys.map((key) => ({ ...key })), ConsistentRead: true } };
    const { Responses } = await client.send(new BatchGetItemCommand({ RequestItems: request }));
    return new Map((Responses?.[table] ?? []).map((item) => [nameOf(item), item]));
  };

  const transact = async (command: TransactWriteItemsCommand): Promise<unknown> => {
    const keys = (command.input.TransactItems ?? []).map(keyOf);
    const before = await imagesOf(keys);
    const answer = await client.send(command);
    const after = await imagesOf(keys);
    for (const key of keys) {
      const [NewImage, OldImage] = [after.get(nameOf(key)), before.get(nameOf(key))];
      if (JSON.stringify(NewImage) === JSON.stringify(OldImage)) continue;
      records.push({
        eventName: OldImage === undefined ? 'INSERT' : 'MODIFY',
        dynamodb: {
          SequenceNumber: String(records.length + 1).padStart(21, '0'),
          Keys: key,
          NewImage,
          ...(OldImage === undefined ? {} : { OldImage }),
        } as NonNullable<DynamoDBRecord['dynamodb']>,
      });
    }
    return answer;
  };

  const send = (command: unknown): Promise<unknown> => {
    if (!(command instanceof TransactWriteItemsCommand)) return client.send(command as never);
    const turn = last.then(() => transact(command));
    // A refused transaction is its caller's to hear of, and no reason for the next one to wait.
    last = turn.catch(() => undefined);
    return turn;
  };
  return { client: { send: send as DynamoDBClient['send'] }, records };
};
