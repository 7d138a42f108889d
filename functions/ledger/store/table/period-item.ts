import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Item, int, n, s, str } from '../../../kernel/aws/attributes.ts';
import { versionedPut } from '../../../kernel/aws/versioned-put.ts';
import { assert } from '../../../kernel/core/assert.ts';
import { PERIOD_DEEDS } from '../../contract/period.ts';
import { freshPeriod, isClosed, type Period } from '../../model/period.ts';
import { periodKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';

/** `c` whether it is closed, `h` its history: `d` deed, `b` by whom, `m` when, `r` why. */
const periodItem = (tenant: string, period: Period): Item => ({
  ...periodKey(tenant, period.month),
  c: { BOOL: isClosed(period) },
  h: {
    L: period.history.map(({ deed, by, at, reason }) => ({
      M: { d: s(deed), b: s(by), m: n(at), ...(reason === undefined ? {} : { r: s(reason) }) },
    })),
  },
});

export const readPeriod = (month: string, item: Item | undefined): Period => {
  if (item === undefined) return freshPeriod(month);
  const history = (item.h?.L ?? []).map(({ M: one = {} }) => {
    const deed = PERIOD_DEEDS.find((known) => known === str(one, 'd'));
    assert(deed !== undefined, 'a month was closed or reopened');
    return { deed, by: str(one, 'b'), at: int(one, 'm'), reason: one.r?.S };
  });
  return { month, version: int(item, 'v'), history };
};

/** Strongly consistent. */
export const findPeriod = async (
  { dynamo, table }: Pick<LedgerStore, 'dynamo' | 'table'>,
  tenant: string,
  month: string,
): Promise<Period> => {
  const read = new GetItemCommand({ TableName: table, Key: { ...periodKey(tenant, month) }, ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return readPeriod(month, item);
};

export const puttingPeriod = (table: string, tenant: string, period: Period): TransactWriteItem =>
  versionedPut(table, periodItem(tenant, period), period.version);
