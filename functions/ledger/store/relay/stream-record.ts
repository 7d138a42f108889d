import type { DynamoDBRecord } from 'aws-lambda';
import type { Item } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import type { Receipt } from '../../../kernel/idempotency/receipt.ts';
import type { Account } from '../../model/account.ts';
import type { Line } from '../../model/entry.ts';
import { type MadeTransaction, readMade } from '../../model/made-transaction.ts';
import { type Revision, readAccount, readAccountLines, readRevision } from '../table/account-item.ts';
import { parsePartition } from '../table/keys.ts';
import { readReceipt, succeeded } from '../table/receipt-item.ts';
import { type Heartbeat, readHeartbeat } from './heartbeats.ts';

/** Operations whose receipts say that a hold was resolved. */
const RESOLVING: ReadonlySet<string> = new Set(['postTransaction', 'voidTransaction', 'expireHold']);

/** A change of an account. */
export interface AccountImages {
  readonly kind: 'account';
  readonly tenant: string;
  readonly pk: string;
  readonly before: Account | undefined;
  readonly after: Account;
  /** Of the transactions between the two; empty where only the revision changed. */
  readonly lines: readonly Line[];
  readonly revision: Revision;
}

/** Any receipt, a refusal's included. */
export interface CommittedReceipt {
  readonly tenant: string;
  readonly receipt: Receipt;
}

/** A receipt that moved no money and no hold. */
export interface OtherReceipt extends CommittedReceipt {
  readonly kind: 'other';
}

/** A receipt that moved money or a hold. */
export interface MoneyReceipt extends CommittedReceipt {
  readonly kind: 'receipt';
  readonly made: MadeTransaction;
  /** True where it posted, voided or expired a hold. */
  readonly resolves: boolean;
}

/** A beat that has come through the stream. */
export interface HeartbeatArrived {
  readonly kind: 'beat';
  readonly heartbeat: Heartbeat;
}

export type RelayRecord = AccountImages | MoneyReceipt | OtherReceipt | HeartbeatArrived;

/** A receipt as read from the table or the stream. */
export const anyReceipt = (item: Item): MoneyReceipt | OtherReceipt => {
  const receipt = readReceipt(item);
  const parsed = present(parsePartition(present(item.pk?.S, 'an item has a key')), 'a receipt has a key of ours');
  const resolves = RESOLVING.has(receipt.operation);
  const { tenant } = parsed;
  if (!succeeded(receipt) || (parsed.part !== 'T' && !resolves)) return { kind: 'other', tenant, receipt };
  return { kind: 'receipt', tenant, receipt, made: readMade(receipt.body), resolves };
};

/** Undefined for refusals and for operations that move nothing. */
export const moneyReceipt = (item: Item): MoneyReceipt | undefined => {
  const read = anyReceipt(item);
  return read.kind === 'receipt' ? read : undefined;
};

const accountChange = (before: Item | undefined, after: Item): AccountImages => {
  const pk = present(after.pk?.S, 'an item has a key');
  const then = before && readAccount(before);
  const now = readAccount(after);
  return {
    kind: 'account',
    tenant: present(parsePartition(pk), 'an account has a key of ours').tenant,
    pk,
    before: then,
    after: now,
    lines: now.version === (then?.version ?? 0) ? [] : readAccountLines(after),
    revision: readRevision(after),
  };
};

/**
 * What a stream record says; undefined where there is nothing to do. Receipts count when they appear: a later change of one
 * (the state of a hold) has a receipt of its own. Throws where a record contradicts itself, which no retry mends.
 */
export const readStreamRecord = (record: DynamoDBRecord): RelayRecord | undefined => {
  const after = record.dynamodb?.NewImage as Item | undefined;
  if (after === undefined) return undefined;
  const sort = after.sk?.S;
  if (sort === 'A') return accountChange(record.dynamodb?.OldImage as Item | undefined, after);
  if (sort === 'H') return { kind: 'beat', heartbeat: readHeartbeat(after) };
  if ((sort === 'T' || sort === 'R') && record.eventName === 'INSERT') return anyReceipt(after);
  return undefined;
};
