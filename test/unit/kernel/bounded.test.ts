import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { chars, list, map } from '../../../functions/kernel/values/bounded.ts';

const counting = () => {
  let seen = 0;
  const element = z.string().refine((value) => {
    seen += 1;
    return value !== '';
  });
  return { element, seen: () => seen };
};

describe('a bounded list', () => {
  test('checks the elements of one that is as long as it may be', () => {
    const { element, seen } = counting();
    const schema = z.strictObject({ of: list(element, { min: 1, max: 3 }).optional() });
    expect(schema.parse({ of: ['a', 'b', 'c'] })).toEqual({ of: ['a', 'b', 'c'] });
    expect(seen()).toBe(3);
    expect(schema.parse({})).toEqual({});
    expect(schema.safeParse({ of: [] }).success).toBe(false);
    expect(schema.safeParse({ of: {} }).error?.issues).toMatchObject([
      {
        code: 'invalid_type',
        expected: 'array',
        path: ['of'],
        message: 'Invalid input: expected array, received object',
      },
    ]);
    expect(schema.safeParse({ of: ['a', 7] }).error?.issues[0]?.path).toEqual(['of', 1]);
  });

  test('looks at no element of a longer one, whatever was added to it', () => {
    const { element, seen } = counting();
    const schema = list(element, { max: 3 })
      .refine(() => true)
      .meta({ description: 'x' })
      .optional();
    const { error } = schema.safeParse(['a', 'b', 'c', 'd']);
    expect([error?.issues.length, error?.issues[0]?.code, seen()]).toEqual([1, 'too_big', 0]);
  });

  test('stops at 20 faults', () => {
    const { element, seen } = counting();
    const { error } = list(element, { max: 1000 }).safeParse(Array(1000).fill(''));
    expect([error?.issues.length, seen()]).toEqual([20, 20]);
  });

  test('says what it is told to say of too many, beside the rules of the whole', () => {
    const schema = z
      .strictObject({ of: list(z.string(), { max: 1, says: 'posting-count|Too many.' }) })
      .superRefine((_, context) => context.addIssue({ code: 'custom', message: 'the whole' }));
    const { error } = schema.safeParse({ of: ['a', 'b'] });
    expect(error?.issues.map(({ message }) => message)).toEqual(['posting-count|Too many.', 'the whole']);
  });
});

test('a bounded text is read by no other check where it is too long', () => {
  let read = 0;
  const schema = chars(3).refine(() => {
    read += 1;
    return true;
  });
  expect([schema.safeParse('abcd').success, read]).toEqual([false, 0]);
  expect([schema.safeParse('abc').success, read]).toEqual([true, 1]);
  expect(schema.safeParse(5).success).toBe(false);
});

test('a bounded map looks at no member of one that has too many', () => {
  const { element, seen } = counting();
  const schema = map(element, { max: 2, keyChars: 3 });
  expect([schema.safeParse({ a: 'x', b: 'y', c: 'z' }).success, seen()]).toEqual([false, 0]);
  expect(schema.parse({ a: 'x', b: 'y' })).toEqual({ a: 'x', b: 'y' });
  expect(schema.safeParse({ long: 'x' }).success).toBe(false);
});

test('bounds stand in the JSON schema', () => {
  const schema = z.strictObject({
    list: list(chars(5), { min: 1, max: 9 }),
    map: map(z.string(), { max: 4, keyChars: 8 }),
  });
  expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({
    properties: {
      list: { type: 'array', minItems: 1, maxItems: 9, items: { type: 'string', maxLength: 5 } },
      map: { type: 'object', maxProperties: 4, propertyNames: { maxLength: 8 } },
    },
  });
});
