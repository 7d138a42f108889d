import type { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { countFailure } from '../../../functions/identity/store/commit/attempts.ts';

test('a counter of failures is one a minute, and ends an hour later, in seconds since the epoch', async () => {
  const seen: unknown[] = [];
  let now = Date.parse('2026-11-30T12:00:59.999Z');
  const dynamo = {
    send: async ({ input }: UpdateItemCommand) => {
      seen.push([
        input.Key?.sk?.S,
        input.ExpressionAttributeNames?.['#ttl'],
        input.ExpressionAttributeValues?.[':end'],
      ]);
      return { Attributes: { failures: { N: '3' } } };
    },
  };
  const count = countFailure(dynamo as never, 't', { now: () => now, sleep: async () => undefined });
  expect(await count('cli_1')).toBe(3);
  now += 1;
  await count('cli_1');
  const minute = Date.parse('2026-11-30T12:00:00.000Z') / 60_000;
  const end = Date.parse('2026-11-30T13:00:59.000Z') / 1000;
  expect(seen).toEqual([
    [String(minute), 'ttl', { N: String(end) }],
    [String(minute + 1), 'ttl', { N: String(end + 1) }],
  ]);
});
