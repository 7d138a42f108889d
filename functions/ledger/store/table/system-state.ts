import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { big, type Item, int, n, s } from '../../../kernel/aws/attributes.ts';
import { CHAIN_START } from '../../model/commit-chain.ts';
import { NO_TOTALS } from '../../model/entry-history.ts';
import type { SystemState } from '../../model/system-fold.ts';
import { linkAttributes, readLink } from './entry-item.ts';
import type { LedgerStore } from './ledger-store.ts';

/** A system account in one currency, of one tenant. */
export interface SystemAccount {
  readonly tenant: string;
  readonly account: string;
  readonly currency: string;
}

/** A system account that no receipt has touched yet. */
export const UNUSED: SystemState = { ...NO_TOTALS, version: 0, link: CHAIN_START };

export const systemStateAttributes = (state: SystemState): Item => ({
  v: n(state.version),
  d: n(state.debits),
  c: n(state.credits),
  pd: n(state.pendingDebits),
  pc: n(state.pendingCredits),
  ...linkAttributes({ ...state.link, backDated: false }),
});

export const readSystemState = (item: Item): SystemState => ({
  version: int(item, 'v'),
  debits: big(item, 'd'),
  credits: big(item, 'c'),
  pendingDebits: big(item, 'pd'),
  pendingCredits: big(item, 'pc'),
  link: readLink(item) ?? CHAIN_START,
});

export const getSystemState = async ({ dynamo, table }: Pick<LedgerStore, 'dynamo' | 'table'>, pk: string) => {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: table, Key: { pk: s(pk), sk: s('S') }, ConsistentRead: true }),
  );
  return Item === undefined ? UNUSED : readSystemState(Item);
};
