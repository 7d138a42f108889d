import { BatchGetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import { readDuePage } from '../../../functions/kernel/aws/due-page.ts';
import type { Dynamo } from '../../../functions/kernel/aws/dynamodb.ts';

const BY = 1_795_000_000_000;
const INDEX = { name: 'due', partition: 'dueShard', sort: 'dueAt' } as const;

const item = (name: string, at: number | undefined): Item => ({
  pk: { S: name },
  sk: { S: 'D' },
  ...(at === undefined ? {} : { dueAt: { N: String(at) } }),
});

/** An index that shows all of them, and the table as it has come to be meanwhile. */
const pageOf = (items: readonly Item[], read: (one: Item) => string | undefined = (one) => one.pk?.S) => {
  const send = async (command: unknown) => {
    if (command instanceof QueryCommand) return { Items: items.map(({ pk, sk }) => ({ pk, sk })) };
    if (command instanceof BatchGetItemCommand) return { Responses: { table: items } };
    throw new Error('a page of what is due queries its index and reads what it shows');
  };
  const clock = { now: () => BY, sleep: async () => undefined };
  const store = { dynamo: { send } as unknown as Dynamo, table: 'table', clock, random: { fraction: () => 0 } };
  return readDuePage(store, INDEX, read, { shard: 0, by: BY, from: undefined });
};

describe('a page of what is due', () => {
  test('has what is due at this very ms, and nothing that the table has put off or taken away since', async () => {
    const page = await pageOf([
      item('now', BY),
      item('past', BY - 1),
      item('put off', BY + 1),
      item('no longer', undefined),
    ]);
    expect(page).toMatchObject({ due: ['now', 'past'], unreadable: [], since: BY - 1 });
  });

  test('goes on past an item that nobody can read', async () => {
    const broken = new Error('garbled');
    const page = await pageOf([item('bad', BY), item('good', BY)], (one) => {
      if (one.pk?.S === 'bad') throw broken;
      return one.pk?.S;
    });
    expect(page).toMatchObject({ due: ['good'], unreadable: [broken] });
  });
});
