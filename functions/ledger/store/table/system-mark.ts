import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Item, int, n } from '../../../kernel/aws/attributes.ts';
import type { Entry } from '../../model/entry.ts';
import { entryAttributes, readEntryAttributes } from './entry-item.ts';
import { systemMarkKey } from './keys.ts';
import type { SystemAccount } from './system-state.ts';

/**
 * The mark of a receipt that is folded in, put where there is none. It carries the whole entry: whoever meets it writes that
 * entry and tells of it, without a read, should the relay that folded the receipt have died before.
 */
export const putMark = (table: string, of: SystemAccount, receipt: string, entry: Entry): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: {
      ...systemMarkKey(of.tenant, of.account, of.currency, receipt),
      v: n(entry.version),
      ...entryAttributes(entry),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** The entry that a receipt was folded into. */
export const readMark = (item: Item): Entry => readEntryAttributes(item, int(item, 'v'));
