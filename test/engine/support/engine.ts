import { afterEach } from '@jest/globals';
import { type Engine, type EngineOptions, openEngine } from '../../../local/dynamodb/engine.ts';
import { DynamoError } from '../../../local/dynamodb/errors.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests assert on what they find.
type Answer = any;

export interface Tried {
  readonly call: (operation: string, input: unknown) => Promise<Answer>;
  /** `ValidationException: message`, or the answer where there was no refusal. */
  readonly refusal: (operation: string, input: unknown) => Promise<string>;
  readonly engine: Engine;
}

const NAME = 'things';
export const key = (pk: string, sk = 1) => ({ pk: { S: pk }, sk: { N: String(sk) } });

/** A table `things` with a text and a number as keys, a stream of both images, and an index `by-g`. */
export const TABLE = {
  TableName: NAME,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
    { AttributeName: 'g', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-g',
      KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};

const opened: Engine[] = [];
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.close();
});

const withName = (operation: string, input: unknown): unknown =>
  operation.startsWith('Transact') || operation.startsWith('Batch') ? input : { TableName: NAME, ...(input as object) };

export const triedBy = (engine: Engine): Tried => {
  const call = async (operation: string, input: unknown) =>
    JSON.parse(await engine.call(operation, withName(operation, input)));
  const refusal = (operation: string, input: unknown): Promise<string> =>
    call(operation, input).then(
      (answer) => JSON.stringify(answer),
      (error: unknown) => (error instanceof DynamoError ? `${error.code}: ${error.message}` : String(error)),
    );
  return { call, refusal, engine };
};

/** An engine with that table, closed after the test. */
export const tried = async (options: EngineOptions = {}): Promise<Tried> => {
  const engine = await openEngine(options);
  opened.push(engine);
  await engine.call('CreateTable', TABLE);
  return triedBy(engine);
};
