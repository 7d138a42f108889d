import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { assert } from '../../kernel/assert.ts';
import type { Effect } from '../../kernel/once.ts';
import { type Ending, type Resolution, resolve } from '../model/hold-resolution.ts';
import { n, s } from './attributes.ts';
import { transactionKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { releaseUpdate } from './release-update.ts';
import { TRANSACTION } from './transaction-item.ts';
import type { FoundTransaction } from './transactions.ts';

/**
 * The hold leaves `pending`, once. A hold past its expiry can no longer be posted or voided, swept or not; only a hold past
 * its expiry can expire.
 */
const endUpdate = (store: LedgerStore, tenant: string, id: string, to: Resolution, at: number): TransactWriteItem => ({
  Update: {
    TableName: store.table,
    Key: { ...transactionKey(tenant, id) },
    UpdateExpression: `SET #hs = :to, #ta = :at${to.postedAmount === undefined ? '' : ', #pa = :pa'} REMOVE #xb, #xs`,
    ConditionExpression:
      to.state === 'expired'
        ? '#hs = :pending AND #xa <= :at'
        : '#hs = :pending AND (attribute_not_exists(#xa) OR #xa > :at)',
    ExpressionAttributeNames: {
      '#hs': TRANSACTION.state,
      '#ta': TRANSACTION.resolvedAt,
      '#xa': TRANSACTION.expiresAt,
      '#xb': TRANSACTION.expiryBucket,
      '#xs': TRANSACTION.expirySort,
      ...(to.postedAmount === undefined ? {} : { '#pa': TRANSACTION.postedAmount }),
    },
    ExpressionAttributeValues: {
      ':to': s(to.state),
      ':pending': s('pending'),
      ':at': n(at),
      ...(to.postedAmount === undefined ? {} : { ':pa': n(to.postedAmount) }),
    },
  },
});

/** Attempts after which a hold that is still pending, whose account does not hold its money, is taken for broken. */
const TRUSTED_ATTEMPTS = 3;

/**
 * Ends a hold in one transaction: its state and every account that it holds money of; the answer is the hold in its new
 * state. A failed condition means that somebody else ended it meanwhile: plan anew from what is there then.
 */
export const ending = (
  store: LedgerStore,
  tenant: string,
  hold: FoundTransaction,
  how: Ending,
  at: number,
  attempt: number,
): Effect => {
  const resolution = resolve(hold.now, how, at);
  return {
    status: 200,
    body: JSON.stringify(resolution.view),
    at,
    actions: [
      endUpdate(store, tenant, hold.made.id, resolution, at),
      ...resolution.lines.map(({ account, line }) => releaseUpdate(store.table, tenant, account, line)),
    ],
    refusal: (met) => {
      assert(met.has(0) || attempt < TRUSTED_ATTEMPTS, 'the accounts of a pending hold hold its money');
      return undefined;
    },
  };
};
