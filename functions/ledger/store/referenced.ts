import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { present } from '../../kernel/assert.ts';
import { int, n, s, str } from './attributes.ts';
import { parsePartition, referencePartition, TABLE, transactionKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { Candidate, Candidates } from './touching.ts';

const INDEX = TABLE.indexes.reference;

/** The last transaction seen: its place in the index. */
export interface Seen {
  readonly id: string;
  readonly at: number;
}

/** The transactions that carry a reference, newest first. */
export const referenced =
  (store: LedgerStore, tenant: string, reference: string) =>
  async (from: Seen | undefined, limit: number): Promise<Candidates<Seen>> => {
    const partition = s(referencePartition(tenant, reference));
    const query = new QueryCommand({
      TableName: store.table,
      IndexName: INDEX.name,
      KeyConditionExpression: '#rk = :rk',
      ExpressionAttributeNames: { '#rk': INDEX.partition },
      ExpressionAttributeValues: { ':rk': partition },
      ScanIndexForward: false,
      Limit: limit,
      ...(from === undefined
        ? {}
        : {
            ExclusiveStartKey: {
              ...transactionKey(tenant, from.id),
              [INDEX.partition]: partition,
              [INDEX.sort]: n(from.at),
            },
          }),
    });
    const items = (await store.dynamo.send(query)).Items ?? [];
    const some = items.map((item): Candidate<Seen> => {
      const { id } = present(parsePartition(str(item, 'pk')), 'the index holds transactions');
      return { id, position: { id, at: int(item, INDEX.sort) } };
    });
    return { some, end: some.at(-1)?.position ?? from, done: items.length < limit };
  };
