import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { present } from '../../kernel/assert.ts';

/** An item as the low-level client gives it. Readers take the attributes they know and ignore all others. */
export type Item = Readonly<Record<string, AttributeValue>>;

export const s = (value: string): AttributeValue.SMember => ({ S: value });
export const n = (value: number): AttributeValue.NMember => ({ N: String(value) });

export const str = (item: Item, name: string): string => present(item[name]?.S, `an item has the text ${name}`);
/** Counters and times, which stay far below 2^53. */
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
