import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { n, s } from '../../../kernel/aws/attributes.ts';
import type { AccountStatus } from '../../model/account.ts';
import { type Account, outgoing } from '../../model/account.ts';
import { ACCOUNT, type Revision } from '../table/account-item.ts';
import { accountKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { type Profile, profileItem } from '../table/profile-item.ts';

/** Every change but a transaction counts in the revision and says who made it. */
const REVISE = '#rv = #rv + :one, #ra = :ra, #rb = :rb, #rq = :rq';
const reviseNames = {
  '#rv': ACCOUNT.revision,
  '#ra': ACCOUNT.revisedAt,
  '#rb': ACCOUNT.revisedBy,
  '#rq': ACCOUNT.revisedIn,
};
const reviseValues = ({ at, actor, requestId }: Revision) => ({
  ':one': n(1),
  ':ra': n(at),
  ':rb': s(actor),
  ':rq': s(requestId),
});

/**
 * The change of an account's status from `from` to `to`. `exact` also asks that no transaction has touched it since `account`
 * was read, so that the answer, which shows its balance, is the account as it stood. Closing asks for zero and no holds.
 */
export const statusUpdate = (
  store: LedgerStore,
  tenant: string,
  account: Account,
  to: AccountStatus,
  revision: Revision,
  exact: boolean,
): TransactWriteItem => {
  const empty = to === 'closed' ? ' AND #d = #c AND #pd = :zero AND #pc = :zero' : '';
  return {
    Update: {
      TableName: store.table,
      Key: { ...accountKey(tenant, account.id) },
      UpdateExpression: `SET #st = :to, ${REVISE}`,
      ConditionExpression: `#st = :from AND #rv = :rv${empty}${exact ? ' AND #v = :v' : ''}`,
      ExpressionAttributeNames: {
        ...reviseNames,
        '#st': ACCOUNT.status,
        ...(exact ? { '#v': ACCOUNT.version } : {}),
        ...(to === 'closed'
          ? { '#d': ACCOUNT.debits, '#c': ACCOUNT.credits, '#pd': ACCOUNT.pendingDebits, '#pc': ACCOUNT.pendingCredits }
          : {}),
      },
      ExpressionAttributeValues: {
        ...reviseValues(revision),
        ':to': s(to),
        ':from': s(account.status),
        ':rv': n(account.revision),
        ...(exact ? { ':v': n(account.version) } : {}),
        ...(to === 'closed' ? { ':zero': n(0) } : {}),
      },
    },
  };
};

/** What a patch makes of an account that was read at the version its `If-Match` names. */
export interface Patched {
  readonly profile: Profile | undefined;
  readonly overdraft: bigint | undefined;
}

/**
 * The change of name, metadata and overdraft, on the very version that was read. The overdraft moves the headroom by its
 * difference; that the headroom stays above zero is asked once more here, where it counts.
 */
export const patchActions = (
  store: LedgerStore,
  tenant: string,
  account: Account,
  patched: Patched,
  revision: Revision,
): readonly TransactWriteItem[] => {
  const moved = (patched.overdraft ?? account.overdraft) - account.overdraft;
  const headroom = outgoing(account.normal) === 'debit' ? ACCOUNT.debitHeadroom : ACCOUNT.creditHeadroom;
  const sets = [REVISE];
  if (moved !== 0n) sets.push('#li = :li, #room = #room + :moved');
  if (patched.profile !== undefined) sets.push('#pv = :next');
  const update: TransactWriteItem = {
    Update: {
      TableName: store.table,
      Key: { ...accountKey(tenant, account.id) },
      UpdateExpression: `SET ${sets.join(', ')}`,
      ConditionExpression: `#v = :v AND #rv = :rv${moved < 0n ? ' AND #room >= :least' : ''}`,
      ExpressionAttributeNames: {
        ...reviseNames,
        '#v': ACCOUNT.version,
        ...(moved === 0n ? {} : { '#li': ACCOUNT.overdraft, '#room': headroom }),
        ...(patched.profile === undefined ? {} : { '#pv': ACCOUNT.profileRevision }),
      },
      ExpressionAttributeValues: {
        ...reviseValues(revision),
        ':v': n(account.version),
        ':rv': n(account.revision),
        ...(moved === 0n ? {} : { ':li': n(account.overdraft + moved), ':moved': n(moved) }),
        ...(moved < 0n ? { ':least': n(-moved) } : {}),
        ...(patched.profile === undefined ? {} : { ':next': n(account.revision + 1) }),
      },
    },
  };
  if (patched.profile === undefined) return [update];
  const profile = profileItem(tenant, account.id, patched.profile, account.revision + 1);
  return [update, { Put: { TableName: store.table, Item: { ...profile } } }];
};
