import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../../local/dynamodb/operations/actions.ts';
import { batchWriteItem } from '../../../local/dynamodb/operations/batch.ts';
import type { Input } from '../../../local/dynamodb/operations/input.ts';
import { transactWriteItems } from '../../../local/dynamodb/operations/transact-write.ts';
import { deleteItem, putItem, updateItem } from '../../../local/dynamodb/operations/write-item.ts';
import type { Stored } from '../../../local/dynamodb/storage/item-cache.ts';
import type { KeyType, TableSchema } from '../../../local/dynamodb/storage/schema.ts';
import { isSame } from '../../../local/dynamodb/storage/table.ts';
import type { Change as EngineChange, Store } from '../../../local/dynamodb/store.ts';
import type { Item } from '../../../local/dynamodb/values/attribute.ts';
import { keyAlone } from '../../../local/dynamodb/values/key.ts';
import { isEmpty, memoryQuery, seen } from './memory-query.ts';
import { MemoryTable } from './memory-table.ts';

/** One item's part in a commit. */
export interface Change {
  readonly table: string;
  readonly pk: string;
  readonly sk: string;
  readonly before: Stored | undefined;
  readonly after: Stored | undefined;
}

type Write = (store: Store, input: Input) => Promise<string>;

const WRITES: ReadonlyMap<string, Write> = new Map<string, Write>([
  ['TransactWriteItems', transactWriteItems],
  ['PutItem', putItem],
  ['UpdateItem', updateItem],
  ['DeleteItem', deleteItem],
  ['BatchWriteItem', batchWriteItem],
]);

const schemaOf = (input: CreateTableCommandInput, id: number): TableSchema => ({
  id,
  tableId: String(id),
  name: String(input.TableName),
  types: Object.fromEntries(
    (input.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  ) as Readonly<Record<string, KeyType>>,
  keys: { partition: 'pk', sort: 'sk' },
  indexes: (input.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema = [] }, at) => ({
    id: at + 1,
    name: String(IndexName),
    keys: { partition: String(KeySchema[0]?.AttributeName), sort: String(KeySchema[1]?.AttributeName) },
    projection: { type: 'KEYS_ONLY', include: [] },
  })),
  stream: undefined,
  ttl: undefined,
  createdAt: 0,
  isProtected: false,
});

const NO_UNITS: EngineChange['indexUnits'] = new Map();

/**
 * DynamoDB as a simulation needs it: the engine's own expressions, conditions and refusals (`local/dynamodb`), over maps instead of
 * SQLite, done at once. Items are never changed in place, so readers get them as they are kept. Each commit is shown to `onCommit`, and
 * reads that are not consistent may see the time before it.
 * test/simulation/store.test.ts holds its answers to the engine's.
 */
export class MemoryStore {
  readonly tables = new Map<string, MemoryTable>();
  readonly #onCommit: (changes: readonly Change[]) => void;
  readonly #engine: Store;
  #changes: Change[] = [];
  commits = 0;

  constructor(now: () => number, onCommit: (changes: readonly Change[]) => void) {
    this.#onCommit = onCommit;
    const table = (name: string): MemoryTable => {
      const found = this.tables.get(name);
      if (found === undefined) throw new Error(`no table ${name}`);
      return found;
    };
    // What the engine's writes ask of their store; it has no part that knows SQLite.
    this.#engine = {
      ports: { now },
      catalog: { table, readable: table, get: (name: string) => this.tables.get(name) },
      commits: { run: <T>(work: () => T) => work(), read: <T>(look: () => T) => look(), touch: () => undefined },
      conflicts: { isHeld: () => false, during: <T>(_: unknown, work: () => T) => work() },
      apply: (action: Action, before: Stored | undefined, after: Stored | undefined) =>
        this.#apply(action, before, after),
    } as unknown as Store;
  }

  create(input: CreateTableCommandInput): void {
    const schema = schemaOf(input, this.tables.size + 1);
    this.tables.set(schema.name, new MemoryTable(schema));
  }

  #apply({ kind, table, key }: Action, before: Stored | undefined, after: Stored | undefined): EngineChange {
    if (kind !== 'ConditionCheck' && !isSame(before, after)) {
      (table as unknown as MemoryTable).write(key, before, after, this.commits + 1);
      this.#changes.push({ table: table.schema.name, pk: String(key.pk), sk: String(key.sk), before, after });
    }
    return { before, after, units: 1, indexUnits: NO_UNITS };
  }

  /**
   * @param staleBy how many commits a read that asks for no consistency may miss
   * @throws DynamoError
   */
  async call(operation: string, input: Input, staleBy = 0): Promise<object> {
    const write = WRITES.get(operation);
    if (write === undefined) return this.#read(operation, input, staleBy);
    const answer = write(this.#engine, input);
    const changes = this.#changes;
    this.#changes = [];
    if (changes.length > 0) {
      this.commits += 1;
      this.#onCommit(changes);
    }
    const text = await answer;
    return text === '{}' ? {} : (JSON.parse(text) as object);
  }

  #read(operation: string, input: Input, staleBy: number): object {
    const known = this.commits - staleBy;
    const after = (consistent: unknown): number => (consistent === true ? this.commits : known);
    if (operation === 'GetItem') return this.#get(input, after(input.ConsistentRead));
    if (operation === 'Query') return memoryQuery(this.#table(input), input, after(input.ConsistentRead));
    if (operation === 'BatchGetItem') {
      const requests = Object.entries(input.RequestItems as Readonly<Record<string, Input>>);
      const Responses = Object.fromEntries(
        requests.map(([TableName, { Keys, ConsistentRead }]) => [
          TableName,
          (Keys as readonly Item[]).flatMap((Key) => {
            const { Item: item } = this.#get({ TableName, Key }, after(ConsistentRead));
            return item === undefined ? [] : [item];
          }),
        ]),
      );
      return { Responses, UnprocessedKeys: {} };
    }
    if (operation === 'TransactGetItems') {
      const gets = input.TransactItems as readonly { readonly Get: Input }[];
      return { Responses: gets.map(({ Get }) => this.#get(Get, this.commits)) };
    }
    throw new Error(`${operation} is not simulated`);
  }

  /** Whether a query asks for a partition in which there is nothing. */
  isEmpty(input: object): boolean {
    return isEmpty(this.#table(input as Input), input as Input);
  }

  #table({ TableName }: Input): MemoryTable {
    const table = this.tables.get(String(TableName));
    if (table === undefined) throw new Error(`no table ${String(TableName)}`);
    return table;
  }

  #get(input: Input, after: number): { readonly Item?: Item } {
    if (input.ProjectionExpression !== undefined) throw new Error('ProjectionExpression is not simulated');
    const table = this.#table(input);
    const { pk, sk } = input.Key as Item;
    const kept = table.items.get(keyAlone(table.schema, { pk, sk } as Item).text);
    const found = kept === undefined ? undefined : seen(kept, after);
    return found === undefined ? {} : { Item: found.item };
  }

  /** Every item of a table, as it is. */
  all(name: string): readonly Item[] {
    const kept = this.tables.get(name)?.items.values() ?? [];
    return [...kept].flatMap(({ stored }) => (stored === undefined ? [] : [stored.item]));
  }
}
