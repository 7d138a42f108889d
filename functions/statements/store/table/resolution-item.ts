import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Item, s, str } from '../../../kernel/aws/attributes.ts';
import { versionedPut } from '../../../kernel/aws/versioned-put.ts';
import { present } from '../../../kernel/core/assert.ts';
import { parseCivilDate } from '../../../kernel/values/civil-date.ts';
import type { Resolution } from '../../model/bank/resolution.ts';
import { resolutionKey } from './keys.ts';

/** All of it as one document: it is read and written whole. */
const resolutionItem = (one: Resolution): Item => ({
  ...resolutionKey(one.tenant, one.bankAccount, one.id),
  j: s(JSON.stringify({ ...one, difference: String(one.difference) })),
});

export const readResolution = (item: Item): Resolution => {
  const read = JSON.parse(str(item, 'j')) as Omit<Resolution, 'difference'> & { readonly difference: string };
  return {
    ...read,
    // What JSON leaves out of it.
    against: read.against,
    reason: read.reason,
    on: present(parseCivilDate(read.on), 'a break has a day'),
    difference: BigInt(read.difference),
  };
};

export const puttingResolution = (table: string, one: Resolution): TransactWriteItem =>
  versionedPut(table, resolutionItem(one), one.version);
