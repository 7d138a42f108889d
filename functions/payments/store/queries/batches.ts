import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../kernel/aws/attributes.ts';
import { getAll, nameOf } from '../../../kernel/aws/items-by-key.ts';
import { newestRows } from '../../../kernel/aws/newest-rows.ts';
import { present } from '../../../kernel/core/assert.ts';
import { fillPage, type Rows } from '../../../kernel/http/page-fill.ts';
import type { Page } from '../../../kernel/http/page-reply.ts';
import type { Batch } from '../../model/batch.ts';
import { batchView } from '../../model/batch-view.ts';
import { type Chunk, readBatch, readChunk } from '../table/batch-item.ts';
import { batchChunkKey, batchesPartition, batchKey, TABLE } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

type Table = Pick<PaymentsStore, 'dynamo' | 'table'>;

const read = async ({ dynamo, table }: Table, key: ReturnType<typeof batchKey>): Promise<Item | undefined> =>
  (await dynamo.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

/** Strongly consistent. */
export const findBatch = async (store: Table, tenant: string, id: string): Promise<Batch | undefined> => {
  const item = await read(store, batchKey(tenant, id));
  return item === undefined ? undefined : readBatch(item);
};

export const findChunk = async (store: Table, { tenant, id }: Batch, place: number): Promise<Chunk> =>
  readChunk(present(await read(store, batchChunkKey(tenant, id, place)), 'a batch has all of its lines'));

/** All lines, in their order: they come to as much as a request may bring, and what was refused of them. */
export const allChunks = async (store: PaymentsStore, { tenant, id, chunks }: Batch): Promise<readonly Chunk[]> => {
  const keys = Array.from({ length: chunks }, (_, place) => batchChunkKey(tenant, id, place));
  const found = await getAll(store, keys);
  return keys.map((key) => readChunk(present(found.get(nameOf(key)), 'a batch has all of its lines')));
};

/** A page of a tenant's batches, newest first. */
export const listBatches = (
  store: PaymentsStore,
  tenant: string,
  limit: number,
  after: string | undefined,
): Promise<Page<string>> => {
  const rowAt = (sort: string) => ({ key: batchKey(tenant, sort.slice(sort.indexOf('#') + 1)), sort });
  const rowsFrom = async (from: string | undefined, count: number): Promise<Rows<string, Item | undefined>> => {
    const behind = from === undefined ? undefined : rowAt(from);
    const { rows, more } = await newestRows(store, TABLE.indexes.tenant, batchesPartition(tenant), behind, count);
    const found = await getAll(
      store,
      rows.map(({ key }) => key),
    );
    return { rows: rows.map(({ key, sort }) => ({ row: found.get(nameOf(key)), position: sort })), more };
  };
  return fillPage(rowsFrom, (item) => item && batchView(readBatch(item)), limit, after);
};
