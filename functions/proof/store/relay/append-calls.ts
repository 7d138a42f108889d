import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { int, n } from '../../../kernel/aws/attributes.ts';
import { together } from '../../../kernel/core/parallel.ts';
import { callsBytes, type ToldCall, toldCall } from '../../model/call/logged-call.ts';
import { callsIn } from '../queries/calls.ts';
import { countKey } from '../table/keys.ts';
import type { LogStore } from '../table/log-store.ts';
import type { SlotBook, ToldSlot } from './append-entries.ts';

/** How many calls of a tenant the log has. */
const COUNT = 'n';

const countOf = async ({ dynamo, table }: LogStore, tenant: string): Promise<number> => {
  const read = new GetItemCommand({ TableName: table, Key: { ...countKey(tenant) }, ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item === undefined ? 0 : int(item, COUNT);
};

/** The next numbers of each tenant, without a gap: the counts move with the head, so they are as they were read where it is. */
const number = async (store: LogStore, commit: readonly ToldSlot<ToldCall>[]) => {
  const tenants = [...new Set(commit.map(({ slot }) => slot.tenant))].filter((tenant) => tenant !== '');
  const read = await together(tenants.map((tenant) => countOf(store, tenant)));
  const counts = new Map(tenants.map((tenant, at) => [tenant, read[at] ?? 0]));
  const next = (tenant: string): number | null => {
    const count = counts.get(tenant);
    if (count === undefined) return null;
    counts.set(tenant, count + 1);
    return count + 1;
  };
  const numbered = commit.map(({ slot, told }) => ({
    slot,
    told: new Map([...told].map(([id, { call }]) => [id, toldCall({ ...call, number: next(slot.tenant) })])),
  }));
  const writing = [...counts].map(
    ([tenant, count]): TransactWriteItem => ({
      Put: { TableName: store.table, Item: { ...countKey(tenant), [COUNT]: n(count) } },
    }),
  );
  return { commit: numbered, writing };
};

/** A call has at most 500 characters, so an item of 700 stays below 400 KB. A commit writes a count for each tenant besides. */
export const CALLS: SlotBook<ToldCall> = {
  entriesMax: 700,
  slotsMax: 35,
  known: async (store, slot) => new Set((await callsIn(store, slot)).map(({ requestId }) => requestId)),
  bytes: (told) => callsBytes(told.map(({ call }) => call)),
  number,
};
