import { expect, test } from '@jest/globals';
import { achMark, birthMarkOf } from '../../../../functions/payments/rails/ach/ach-ids.ts';
import { findByBirthMark } from '../../../../functions/payments/store/queries/by-birth-mark.ts';

const ID = 'pay_01ARZ3NDEKTSV4RRFFQ69G5FAV';

test('a mark is of the second in which a payment was born, from its first millisecond to its last', () => {
  for (const ms of [1_795_000_000_000, 1_795_000_000_001, 1_795_000_000_500, 1_795_000_000_999])
    expect(birthMarkOf(achMark(ID, ms))).toEqual({ second: 1_795_000_000, ending: ID.slice(-8) });
  expect(birthMarkOf(achMark(ID, 1_795_000_001_000))?.second).toBe(1_795_000_001);
});

test('what bears a mark is found on whatever page of the second it stands', async () => {
  const row = (id: string) => ({ id });
  const pages = [[row('pay_1AAAAAAAA'), row('pay_2BBBBBBBB')], [], [row('pay_3AAAAAAAA')]];
  const asked: unknown[] = [];
  const send = async ({ input }: { input: Record<string, unknown> }) => {
    const sort = (input.ExpressionAttributeNames as Record<string, string>)['#sort'] ?? '';
    const place = Number((input.ExclusiveStartKey as { place?: { N: string } } | undefined)?.place?.N ?? '0');
    asked.push(place);
    return {
      Items: (pages[place] ?? []).map(({ id }) => ({ [sort]: { S: `0001795000000#${id}` } })),
      LastEvaluatedKey: place + 1 < pages.length ? { place: { N: String(place + 1) } } : undefined,
    };
  };
  const found = await findByBirthMark({ dynamo: { send } as never, table: 't' }, 'acme', {
    ...{ second: 1_795_000_000, ending: 'AAAAAAAA' },
  });
  expect([found, asked]).toEqual([
    ['pay_1AAAAAAAA', 'pay_3AAAAAAAA'],
    [0, 1, 2],
  ]);
});
