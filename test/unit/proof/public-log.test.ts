import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import type { Reply } from '../../../functions/kernel/core/call.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import type { ProofDeps } from '../../../functions/proof/handlers/api/deps.ts';
import { publicLogRoutes } from '../../../functions/proof/handlers/api/public-log.ts';
import { leafHash } from '../../../functions/proof/model/merkle/hashing.ts';
import { entryBundle, entryBytes, entryLeaf, type LogEntry } from '../../../functions/proof/model/receipt/log-entry.ts';
import { NOTE } from '../../../functions/proof/store/queries/checkpoints.ts';
import {
  bundlePartition,
  checkpointPartition,
  checkpointSort,
  LOGS,
  placeSort,
} from '../../../functions/proof/store/table/keys.ts';
import { BYTES } from '../../../functions/proof/store/table/read-bytes.ts';

const SIZES = [3, 5];
const entries = Array.from({ length: 5 }, (_, at): LogEntry => {
  const bytes = Buffer.alloc(32, at + 1);
  return { id: bytes, digest: bytes };
});
const item = (pk: string, sk: string, more: Item): Item => ({ pk: { S: pk }, sk: { S: sk }, ...more });
const ITEMS: readonly Item[] = [
  ...SIZES.map((size) =>
    item(checkpointPartition(LOGS.receipts), checkpointSort(size), { [NOTE]: { S: `log of ${size}` } }),
  ),
  item(bundlePartition(LOGS.receipts, 0), placeSort(0), {
    [BYTES]: { B: Buffer.concat(entries.slice(0, 3).map(entryBytes)) },
  }),
  item(bundlePartition(LOGS.receipts, 0), placeSort(3), {
    [BYTES]: { B: Buffer.concat(entries.slice(3).map(entryBytes)) },
  }),
];

interface Query {
  readonly ExpressionAttributeValues: Item;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
}
/** Queries of one partition, up to a sort key where one is said. */
const send = async ({ input }: { readonly input: Query }) => {
  const { ExpressionAttributeValues: values, ScanIndexForward: isForward = true, Limit } = input;
  const found = ITEMS.filter(({ pk, sk }) => pk?.S === values[':pk']?.S && (sk?.S ?? '') <= (values[':sk']?.S ?? '~'));
  return { Items: (isForward ? found : found.toReversed()).slice(0, Limit) };
};
const deps = { table: 'proof', dynamo: { send } } as unknown as ProofDeps;
/** Calls the route of an operation, as long as it takes. */
const called = (operationId: string, params: object = {}): Promise<Reply> => {
  const found = publicLogRoutes(deps).find(({ operation }) => operation.operationId === operationId);
  if (found === undefined) throw new Error(`there is no ${operationId}`);
  return found.handle({ params, answered: new AbortController().signal } as never);
};
const answerOf = async (asked: Promise<Reply>): Promise<unknown> => {
  try {
    const { body, headers } = await asked;
    return [body, headers?.['cache-control']];
  } catch (error) {
    return error instanceof Refusal ? error.problem.slug : error;
  }
};

const MOMENT = 'public, max-age=5';
const FOR_EVER = 'public, max-age=31536000, immutable';

describe('a checkpoint of the public log', () => {
  const at = (size: number) => answerOf(called('getCheckpointAt', { size: String(size) }));

  test('that is the newest is kept for a moment', async () => {
    expect(await answerOf(called('getCheckpoint'))).toEqual(['log of 5', MOMENT]);
  });

  test('of a size is the newest up to it, for ever', async () => {
    expect([await at(3), await at(4), await at(5)]).toEqual([
      ['log of 3', FOR_EVER],
      ['log of 3', FOR_EVER],
      ['log of 5', FOR_EVER],
    ]);
  });

  test('of a size that the log has not yet is none: an answer for ever would be wrong in seconds', async () => {
    expect([await at(6), await at(1_000), await at(2)]).toEqual(['not-found', 'not-found', 'not-found']);
  });
});

describe('a tile of the public log', () => {
  const tile = (level: string, a: string) => answerOf(called('getTile', { level, a }));
  const hashes = (count: number) => Buffer.concat(entries.slice(0, count).map((entry) => leafHash(entryLeaf(entry))));

  test('has as many hashes or entries as its name says, for ever', async () => {
    expect(await tile('0', '000.p/4')).toEqual([hashes(4), FOR_EVER]);
    expect(await tile('entries', '000.p/4')).toEqual([entryBundle(entries.slice(0, 4)), FOR_EVER]);
    expect(await tile('0', '000.p/5')).toEqual([hashes(5), FOR_EVER]);
  });

  test('that is not full yet, or that no tile is named by, is none', async () => {
    for (const [level, path] of [
      ['0', '000.p/6'],
      ['entries', '000.p/6'],
      ['0', '000'],
      ['entries', '000'],
      ['0', '001.p/1'],
      ['5', '000.p/1'],
      ['0', '0.p/1'],
    ] as const)
      expect([level, path, await tile(level, path)]).toEqual([level, path, 'not-found']);
  });
});
