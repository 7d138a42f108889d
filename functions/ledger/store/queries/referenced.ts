import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { int, n, s, str } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import { parsePartition, referencePartition, TABLE, transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import type { Span } from './newest.ts';
import type { Candidate, Candidates } from './transactions-of-account.ts';

const INDEX = TABLE.indexes.reference;

/** The last transaction seen: its place in the index. */
export interface Seen {
  readonly id: string;
  readonly at: number;
}

/** The transactions that carry a reference, newest first; of a span of time, where one is given. */
export const referenced =
  (store: LedgerStore, tenant: string, reference: string, span?: Span) =>
  async (from: Seen | undefined, limit: number): Promise<Candidates<Seen>> => {
    const partition = s(referencePartition(tenant, reference));
    const query = new QueryCommand({
      TableName: store.table,
      IndexName: INDEX.name,
      KeyConditionExpression: span === undefined ? '#rk = :rk' : '#rk = :rk AND #at BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#rk': INDEX.partition, ...(span === undefined ? {} : { '#at': INDEX.sort }) },
      ExpressionAttributeValues: {
        ':rk': partition,
        ...(span === undefined ? {} : { ':from': n(span.from), ':to': n(span.to) }),
      },
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
