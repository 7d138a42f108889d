import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { present } from '../../kernel/assert.ts';

/** An item as the low-level client gives it. Readers take the attributes they know and ignore all others. */
export type Item = Readonly<Record<string, AttributeValue>>;

export const s = (value: string): AttributeValue.SMember => ({ S: value });
/** Numbers travel as digits: a `bigint` loses nothing on the way (38 digits are DynamoDB's limit, balances have 28). */
export const n = (value: bigint | number): AttributeValue.NMember => ({ N: value.toString() });

export const str = (item: Item, name: string): string => present(item[name]?.S, `an item has the text ${name}`);
export const big = (item: Item, name: string): bigint =>
  BigInt(present(item[name]?.N, `an item has the number ${name}`));
/** For counters and times only, which stay far below 2^53; money is read by `big`. */
export const int = (item: Item, name: string): number =>
  Number(present(item[name]?.N, `an item has the number ${name}`));
