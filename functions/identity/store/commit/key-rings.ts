import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { int, n, s, str } from '../../../kernel/aws/attributes.ts';
import type { Dynamo } from '../../../kernel/aws/dynamodb.ts';
import { transact } from '../../../kernel/aws/transact.ts';
import type { KeyRing } from '../../model/key-ring.ts';
import { ringKey } from '../table/keys.ts';

const stored = z.array(z.object({ keyId: z.string(), notBefore: z.number(), retireAt: z.number().nullable() })).min(1);

/** The ring and how often it was written; revision 0 is the ring that nobody has written yet. */
export interface WrittenRing {
  readonly ring: KeyRing;
  readonly revision: number;
}

export interface KeyRings {
  /** The ring, or undefined before the first rotation. */
  readonly read: () => Promise<WrittenRing | undefined>;
  /** Replaces the ring of `revision`; false when somebody else has replaced it since, or is about to. */
  readonly write: (ring: KeyRing, revision: number) => Promise<boolean>;
}

/** The key ring's item. It is written whole: it has one writer, the operator, and every release knows its form. */
export const keyRings = (dynamo: Dynamo, table: string): KeyRings => ({
  read: async () => {
    const { Item: item } = await dynamo.send(
      new GetItemCommand({ TableName: table, Key: ringKey, ConsistentRead: true }),
    );
    if (item === undefined) return undefined;
    return { ring: stored.parse(JSON.parse(str(item, 'ring'))), revision: int(item, 'revision') };
  },
  // In a transaction of one item, because the function's role allows writes only in transactions.
  write: async (ring, revision) => {
    const fresh = revision === 0;
    const put = {
      TableName: table,
      Item: { ...ringKey, ring: s(JSON.stringify(ring)), revision: n(revision + 1) },
      ConditionExpression: fresh ? 'attribute_not_exists(pk)' : 'revision = :seen',
      ...(fresh ? {} : { ExpressionAttributeValues: { ':seen': n(revision) } }),
    };
    return (await transact({ dynamo }, [{ Put: put }])).kind === 'committed';
  },
});
