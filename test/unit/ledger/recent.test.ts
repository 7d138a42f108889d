import { expect, test } from '@jest/globals';
import { Recent } from '../../../functions/kernel/core/recent.ts';

test('what was not used for longest is forgotten first', () => {
  const recent = new Recent<number>(2);
  recent.set('a', 1);
  recent.set('b', 2);
  recent.get('a');
  recent.set('c', 3);
  expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual([1, undefined, 3]);
});
