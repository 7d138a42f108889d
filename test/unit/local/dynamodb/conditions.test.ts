import { describe, expect, test } from '@jest/globals';
import { key, tried } from '../../../engine/support/engine.ts';

const N = (n: number | string) => ({ N: String(n) });
const S = (text: string) => ({ S: text });
const L = (...members: readonly object[]) => ({ L: members });

/** The item that conditions are asked of, and what they are asked with. */
const ITEM = {
  ...{ n: N(5), t: S('hello'), b: { B: 'AQID' }, yes: { BOOL: true } },
  ...{ l: L(S('x'), N(1)), s: { SS: ['a', 'b'] }, m: { M: { in: N(7) } } },
};
const VALUES: Readonly<Record<string, object>> = {
  ...{ ':4': N(4), ':5': N(5), ':6': N(6), ':7': N(7), ':3': N(3), ':2': N(2), ':1': N(1) },
  ...{ ':hello': S('hello'), ':he': S('he'), ':lo': S('lo'), ':x': S('x'), ':a': S('a'), ':c': S('c'), ':S': S('S') },
  ...{ ':N': S('N'), ':ba': { SS: ['b', 'a'] }, ':t': { BOOL: true }, ':b1': { B: 'AQ==' }, ':b2': { B: 'Ag==' } },
};
const valuesOf = (expression: string) => {
  const used = [...new Set(expression.match(/:\w+/g) ?? [])];
  return used.length === 0
    ? {}
    : { ExpressionAttributeValues: Object.fromEntries(used.map((name) => [name, VALUES[name]])) };
};

describe('a condition of the engine', () => {
  test.each([
    ['n = :5', true],
    ['n = :4', false],
    ['n <> :4', true],
    ['n <> :5', false],
    ['n < :5', false],
    ['n < :6', true],
    ['n <= :5', true],
    ['n <= :4', false],
    ['n > :5', false],
    ['n > :4', true],
    ['n >= :5', true],
    ['n >= :6', false],
    ['n BETWEEN :5 AND :6', true],
    ['n BETWEEN :4 AND :5', true],
    ['n BETWEEN :6 AND :7', false],
    ['n BETWEEN :3 AND :4', false],
    ['n IN (:4, :5)', true],
    ['n IN (:4, :6)', false],
    ['n < :hello', false],
    ['n >= :hello', false],
    ['n <> :hello', true],
    ['absent = :5', false],
    ['absent <> :5', true],
    ['absent < :5', false],
    ['absent >= :5', false],
    ['absent = gone', false],
    ['absent <> gone', true],
    ['attribute_exists(n)', true],
    ['attribute_exists(absent)', false],
    ['attribute_not_exists(n)', false],
    ['attribute_not_exists(absent)', true],
    ['attribute_exists(m.absent)', false],
    ['attribute_exists(l[1])', true],
    ['attribute_exists(l[2])', false],
    ['attribute_type(t, :S)', true],
    ['attribute_type(t, :N)', false],
    ['begins_with(t, :he)', true],
    ['begins_with(t, :lo)', false],
    ['begins_with(b, :b1)', true],
    ['begins_with(b, :b2)', false],
    ['contains(t, :lo)', true],
    ['contains(t, :x)', false],
    ['contains(b, :b2)', true],
    ['contains(l, :x)', true],
    ['contains(l, :hello)', false],
    ['contains(s, :a)', true],
    ['contains(s, :c)', false],
    ['s = :ba', true],
    ['yes = :t', true],
    ['m.#in = :7', true],
    ['l[1] = :1', true],
    ['l[0] = :1', false],
    ['size(t) = :5', true],
    ['size(b) = :3', true],
    ['size(l) = :2', true],
    ['size(s) = :2', true],
    ['size(m) = :1', true],
    ['size(n) = :1', false],
    ['NOT n = :4', true],
    ['NOT n = :5', false],
    ['n = :4 OR n = :5 AND t = :hello', true],
    ['n = :5 OR n = :4 AND t = :x', true],
    ['(n = :5 OR n = :4) AND t = :x', false],
    ['NOT n = :4 AND t = :x', false],
    ['NOT (n = :4 AND t = :x)', true],
    ['n = :5 AND t = :x', false],
    ['n = :4 OR t = :x', false],
  ])('%s holds: %s', async (expression, holds) => {
    const { call, refusal } = await tried();
    await call('PutItem', { Item: { ...key('a'), ...ITEM } });
    const names = expression.includes('#in') ? { ExpressionAttributeNames: { '#in': 'in' } } : {};
    const more = { ConditionExpression: expression, ...valuesOf(expression), ...names };
    const said = await refusal('DeleteItem', { Key: key('a'), ...more });
    expect(said).toBe(holds ? '{}' : 'ConditionalCheckFailedException: The conditional request failed');
    expect((await call('GetItem', { Key: key('a') })).Item === undefined).toBe(holds);
  });

  test('is asked of the item, or of the lack of one, by each kind of write', async () => {
    const { call, refusal } = await tried();
    const there = { ConditionExpression: 'attribute_exists(pk)' };
    const gone = { ConditionExpression: 'attribute_not_exists(pk)' };
    const failed = 'ConditionalCheckFailedException: The conditional request failed';
    expect(await refusal('PutItem', { Item: key('a'), ...there })).toBe(failed);
    expect(await refusal('UpdateItem', { Key: key('a'), ...there })).toBe(failed);
    expect(await refusal('DeleteItem', { Key: key('a'), ...there })).toBe(failed);
    await call('PutItem', { Item: key('a'), ...gone });
    expect(await refusal('PutItem', { Item: key('a'), ...gone })).toBe(failed);
    await call('UpdateItem', { Key: key('a'), ...there });
    await call('DeleteItem', { Key: key('a'), ...there });
    expect((await call('GetItem', { Key: key('a') })).Item).toBeUndefined();
  });
});

describe('an update of the engine', () => {
  test.each([
    ['SET n = n + :5', { n: N(10) }],
    ['SET n = n - :6', { n: N(-1) }],
    ['SET n = :6 - n', { n: N(1) }],
    ['SET n = if_not_exists(n, :4)', {}],
    ['SET k = if_not_exists(k, :4)', { k: N(4) }],
    ['SET k = n, n = :4', { k: N(5), n: N(4) }],
    ['SET l = list_append(l, l)', { l: L(S('x'), N(1), S('x'), N(1)) }],
    ['SET l[0] = :4', { l: L(N(4), N(1)) }],
    ['SET l[9] = :4, l[7] = :5', { l: L(S('x'), N(1), N(5), N(4)) }],
    ['SET m.k = :4', { m: { M: { in: N(7), k: N(4) } } }],
    ['REMOVE n', { n: undefined }],
    ['REMOVE l[0]', { l: L(N(1)) }],
    ['REMOVE l[0], l[1]', { l: L() }],
    ['REMOVE absent', {}],
    ['ADD n :4', { n: N(9) }],
    ['ADD k :4', { k: N(4) }],
    ['DELETE s :ba', { s: undefined }],
    ['SET n = :1 REMOVE t', { n: N(1), t: undefined }],
  ])('%s changes this and nothing else', async (expression, change) => {
    const { call } = await tried();
    await call('PutItem', { Item: { ...key('a'), ...ITEM } });
    const update = { Key: key('a'), UpdateExpression: expression, ...valuesOf(expression) };
    const { Attributes } = await call('UpdateItem', { ...update, ReturnValues: 'ALL_NEW' });
    const { Item } = await call('GetItem', { Key: key('a') });
    const { s, ...others } = { ...key('a'), ...ITEM, ...change } as Record<string, object | undefined>;
    const wanted = JSON.parse(JSON.stringify({ ...others, ...(s === undefined ? {} : { s }) }));
    expect([Item, Attributes]).toEqual([wanted, wanted]);
  });

  test('of a set adds members once and takes out those that it names', async () => {
    const { call } = await tried();
    const set = (expression: string, ...members: readonly string[]) =>
      call('UpdateItem', {
        Key: key('a'),
        UpdateExpression: expression,
        ExpressionAttributeValues: { ':s': { SS: members } },
        ReturnValues: 'UPDATED_NEW',
      });
    await set('ADD s :s', 'a', 'b');
    const held = async (answer: Promise<{ Attributes: { s: { SS: readonly string[] } } }>) =>
      [...(await answer).Attributes.s.SS].sort();
    expect(await held(set('ADD s :s', 'b', 'c'))).toEqual(['a', 'b', 'c']);
    expect(await held(set('DELETE s :s', 'b', 'z'))).toEqual(['a', 'c']);
  });

  test('gives back the old and the new values of what it names, as it is asked', async () => {
    const { call } = await tried();
    await call('PutItem', { Item: { ...key('a'), ...ITEM } });
    const add = { Key: key('a'), UpdateExpression: 'ADD n :1', ExpressionAttributeValues: { ':1': N(1) } };
    const asked = async (ReturnValues: string) => (await call('UpdateItem', { ...add, ReturnValues })).Attributes;
    expect(await asked('UPDATED_OLD')).toEqual({ n: N(5) });
    expect(await asked('UPDATED_NEW')).toEqual({ n: N(7) });
    expect((await asked('ALL_OLD')).n).toEqual(N(7));
    expect((await asked('ALL_NEW')).n).toEqual(N(9));
    expect(await asked('NONE')).toBeUndefined();
  });
});
