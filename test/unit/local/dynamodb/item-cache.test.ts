import { expect, test } from '@jest/globals';
import { ItemCache, type Stored } from '../../../../local/dynamodb/storage/item-cache.ts';

const MILLION = 1_000_000;
const stored = (characters: number): Stored => ({ item: {}, json: 'x'.repeat(characters), bytes: characters });

test('the cache of items forgets those that were used longest ago, and by their length alone', () => {
  const cache = new ItemCache();
  const known = (...keys: readonly string[]) => keys.filter((key) => cache.get(key) !== undefined);
  cache.put('a', stored(MILLION / 2));
  cache.put('b', stored(MILLION / 2));
  // Put over again, it counts once.
  for (let again = 0; again < 10; again += 1) cache.put('b', stored(MILLION / 2));
  cache.put('c', stored(MILLION / 2));
  expect(known('b', 'c', 'a')).toEqual(['b', 'c', 'a']);
  cache.put('d', stored(1));
  expect(known('a', 'b', 'c', 'd')).toEqual(['a', 'c', 'd']);
  cache.put('a', undefined);
  cache.put('e', stored(MILLION / 2 - 1));
  expect(known('a', 'c', 'd', 'e')).toEqual(['c', 'd', 'e']);
  cache.clear();
  expect(known('c', 'd', 'e')).toEqual([]);
  cache.put('f', stored(MILLION));
  expect(known('f')).toEqual(['f']);
});
