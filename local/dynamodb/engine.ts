import { DynamoError, internal, throttled } from './errors.ts';
import { type FaultPlan, LostAnswer } from './faults.ts';
import { batchGetItem, batchWriteItem } from './operations/batch.ts';
import { describeTimeToLive, sweepExpired, updateTimeToLive } from './operations/expiry.ts';
import { getItem } from './operations/get-item.ts';
import { type Input, isObject } from './operations/input.ts';
import { query } from './operations/query.ts';
import { restoreTable } from './operations/restore.ts';
import { scan } from './operations/scan.ts';
import { createTable, deleteTable, describeTable, listTables, updateTable } from './operations/tables.ts';
import { transactGetItems } from './operations/transact-get.ts';
import { transactWriteItems } from './operations/transact-write.ts';
import { deleteItem, putItem, updateItem } from './operations/write-item.ts';
import { livePorts, type Ports } from './ports.ts';
import { DamagedStore } from './storage/damage.ts';
import { openStore, type Store } from './store.ts';
import { describeStream, getRecords, getShardIterator, listStreams } from './streams/api.ts';
import { type Feed, feedOf } from './streams/feed.ts';

type Operation = (store: Store, input: Input) => string | Promise<string>;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>(
  Object.entries({
    CreateTable: createTable,
    DescribeTable: describeTable,
    ListTables: listTables,
    UpdateTable: updateTable,
    DeleteTable: deleteTable,
    RestoreTableToPointInTime: restoreTable,
    UpdateTimeToLive: updateTimeToLive,
    DescribeTimeToLive: describeTimeToLive,
    PutItem: putItem,
    GetItem: getItem,
    UpdateItem: updateItem,
    DeleteItem: deleteItem,
    Query: query,
    Scan: scan,
    BatchGetItem: batchGetItem,
    BatchWriteItem: batchWriteItem,
    TransactWriteItems: transactWriteItems,
    TransactGetItems: transactGetItems,
    ListStreams: listStreams,
    DescribeStream: describeStream,
    GetShardIterator: getShardIterator,
    GetRecords: getRecords,
  }),
);

/** DynamoDB takes up to two days. */
const SWEEP_MS = 3_600_000;

export interface EngineOptions {
  /** The SQLite file; undefined keeps everything in memory. */
  readonly file?: string | undefined;
  readonly ports?: Ports;
  /** For how long a transaction holds its items against others, in ms; 0: they never meet. */
  readonly conflictMs?: number;
  readonly faults?: FaultPlan | undefined;
  /** One line at a time, about what the operator should know. */
  readonly log?: (line: string) => void;
  /** The store cannot go on; called once. */
  readonly onLost?: (reason: string) => void;
}

/** DynamoDB as a library: operations take the parsed body of a call and give the body of its answer. */
export interface Engine {
  /** @throws DynamoError with AWS's code and message; LostAnswer where a fault asks for it */
  readonly call: (operation: string, input: unknown) => Promise<string>;
  readonly feed: Feed;
  /** Deletes expired items now; done once an hour by itself. */
  readonly sweep: () => Promise<number>;
  /** Ends when all that was begun is on the disk. */
  readonly close: () => Promise<void>;
}

const nothing = (): void => undefined;

/** @throws DamagedStore where the file is damaged, or not of this engine: it is left as it is */
export const openEngine = async (options: EngineOptions = {}): Promise<Engine> => {
  const { file, ports = livePorts, conflictMs = 0, faults, log = nothing, onLost = nothing } = options;
  const store = await openStore({ file, ports, conflictMs, log, onLost });
  let callOff = nothing;
  const plan = (): void => {
    callOff = ports.after(SWEEP_MS, () => {
      void sweepExpired(store)
        .catch((error: unknown) =>
          log(`expired items could not be deleted, the next sweep tries again: ${String(error)}`),
        )
        .then(plan);
    });
  };
  plan();

  const perform = async (name: string, input: unknown): Promise<string> => {
    const operation = OPERATIONS.get(name);
    if (operation === undefined)
      throw new DynamoError('UnknownOperationException', `${name} is not supported by this engine`);
    if (!isObject(input)) throw new DynamoError('SerializationException', 'The body is not a JSON object');
    try {
      return await operation(store, input);
    } catch (error) {
      if (error instanceof DynamoError) throw error;
      log(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      if (error instanceof DamagedStore) onLost(error.message);
      throw internal();
    }
  };

  const call = async (name: string, input: unknown): Promise<string> => {
    const fault = faults?.(name, isObject(input) ? input : {});
    if (fault === undefined) return perform(name, input);
    if (fault.kind === 'throttle') throw throttled();
    if (fault.kind === 'fail') throw internal();
    const answer = await perform(name, input);
    if (fault.kind === 'lose') throw new LostAnswer('the answer is lost');
    await new Promise<void>((resolve) => ports.after(fault.ms, resolve));
    return answer;
  };

  return {
    call,
    feed: feedOf(store),
    sweep: () => sweepExpired(store),
    close: () => {
      callOff();
      return store.close();
    },
  };
};
