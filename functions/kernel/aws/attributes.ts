import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { present } from '../core/assert.ts';

/** An item as the low-level client gives it. Readers take the attributes they know and ignore all others. */
export type Item = Readonly<Record<string, AttributeValue>>;

export const s = (value: string): AttributeValue.SMember => ({ S: value });
/** Numbers travel as digits: a `bigint` loses nothing on the way (38 digits are DynamoDB's limit, balances have 28). */
export const n = (value: bigint | number): AttributeValue.NMember => ({ N: value.toString() });

export const str = (item: Item, name: string): string => present(item[name]?.S, `an item has the text ${name}`);
/** Money, which is never a `number`. */
export const big = (item: Item, name: string): bigint =>
  BigInt(present(item[name]?.N, `an item has the number ${name}`));
/** For counters and times only, which stay far below 2^53; money is read by `big`. */
export const int = (item: Item, name: string): number =>
  Number(present(item[name]?.N, `an item has the number ${name}`));
export const maybeInt = (item: Item, name: string): number | undefined =>
  item[name]?.N === undefined ? undefined : Number(item[name].N);

/** Names for every attribute of an expression, since DynamoDB reserves some 570 words. */
export const namesOf = (names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [`#${name}`, name]));

/** What an update sets and takes away, as its expression, names and values. */
export const changing = (set: Item, remove: readonly string[] = []) => {
  const sets = Object.keys(set).map((name) => `#${name} = :${name}`);
  return {
    expression: [
      ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
      ...(remove.length > 0 ? [`REMOVE ${remove.map((name) => `#${name}`).join(', ')}`] : []),
    ].join(' '),
    names: namesOf([...Object.keys(set), ...remove]),
    values: Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
  };
};
