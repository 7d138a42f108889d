import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { assert } from '../../../kernel/core/assert.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { monthOf, secondOf } from '../../model/journal.ts';

/** The attributes that the table and its indexes are keyed by. `lib/ledger` and the tests build the table from this. */
export const TABLE = {
  partition: 'pk',
  sort: 'sk',
  /** Every index holds keys only: what it finds is read from the table. */
  indexes: {
    /** Pending holds by the time at which they expire. Sparse: a hold leaves it when it is resolved. */
    expiry: { name: 'expiry', partition: 'xb', sort: 'xs', sortType: 'N' },
    /** Transactions that carry a reference, by tenant and reference, then time. Sparse. */
    reference: { name: 'reference', partition: 'rk', sort: 'at', sortType: 'N' },
    /** Accounts of a tenant by birth. Its attributes never change, so transfers cost it nothing. */
    accounts: { name: 'accounts', partition: 'ag', sort: 'as', sortType: 'S' },
  },
} as const;

/** Sort keys of the items whose changes the relay works on. The stream mapping filters by them: all others are its own doing. */
export const RELAYED_SORT_KEYS = ['A', 'T', 'R', 'H'] as const;

/** A type and not an interface: the SDK takes records, and an interface is none. */
export type Key = {
  readonly pk: AttributeValue.SMember;
  readonly sk: AttributeValue.SMember;
};
type Part = 'A' | 'T' | 'R' | 'X' | 'U' | 'L' | 'B' | 'M';

/**
 * Every key starts with the tenant, so that no id, however chosen, reaches another tenant's items. Neither tenants nor ids
 * hold a `#`: contracts refuse it, and here it would be a defect.
 */
const partition = (tenant: string, part: Part, id: string): string => {
  assert(tenant !== '' && !tenant.includes('#'), 'a tenant in a key is not empty and holds no #');
  assert(id !== '' && !id.includes('#'), 'an id in a key is not empty and holds no #');
  return `${tenant}#${part}#${id}`;
};

const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });

/** Partition of an account: its item, its profile and its entries. */
export const accountPartition = (tenant: string, account: string): string => partition(tenant, 'A', account);
export const accountKey = (tenant: string, account: string): Key => key(accountPartition(tenant, account), 'A');
/** Name and metadata, apart from the account item, which must stay under 1 KB. */
export const profileKey = (tenant: string, account: string): Key => key(accountPartition(tenant, account), 'P');

/** The item of a transaction: also the receipt of its request and, for a hold, its state. A refusal that is stored has the same key. */
export const transactionKey = (tenant: string, transaction: string): Key =>
  key(partition(tenant, 'T', transaction), 'T');
/** The receipt of any other operation; `receipt` comes from `receiptId` in the kernel. */
export const receiptKey = (tenant: string, receipt: string): Key => key(partition(tenant, 'R', receipt), 'R');

/** The claim on a reference, which is free text: a digest names it. */
export const referenceKey = (tenant: string, reference: string): Key =>
  key(partition(tenant, 'U', derivedId('', tenant, 'reference', reference)), 'U');

/** A tenant's journal lies in a partition for each month; a directory names the months that it has. */
export const journalPartition = (tenant: string, month: string): string => partition(tenant, 'L', month);
export const journalMonths = (tenant: string): string => partition(tenant, 'L', 'months');
export const journalMonthKey = (tenant: string, month: string): Key => key(journalMonths(tenant), month);

export const JOURNAL_PREFIX = 'S#';
/** Of the last second of the year 9999, which bounds every time that can be asked for. */
const SECOND_DIGITS = 12;
export const journalSort = (second: number, digest: string): string =>
  `${JOURNAL_PREFIX}${second.toString().padStart(SECOND_DIGITS, '0')}#${digest}`;
export const journalKey = (tenant: string, at: number, digest: string): Key =>
  key(journalPartition(tenant, monthOf(at)), journalSort(secondOf(at), digest));
/** A month that was closed at least once. No reader of the stream looks at it. */
export const periodKey = (tenant: string, month: string): Key => key(partition(tenant, 'M', month), 'M');
/** What a tenant has used of its budget. No job and no reader of the stream looks at it. */
export const budgetKey = (tenant: string): Key => key(partition(tenant, 'B', 'items'), 'B');
/** The partitions of these, for the right to write nothing else beside a transaction. */
export const BUDGET_PARTITIONS = '*#B#items';

/** Versions are padded so that they sort as text; 15 digits are more than an account can ever have. */
const VERSION_DIGITS = 15;
export const ENTRY_PREFIX = 'E#';
export const entrySort = (version: number): string => {
  assert(Number.isSafeInteger(version) && version >= 0, 'a version is a whole number from 0');
  return ENTRY_PREFIX + version.toString().padStart(VERSION_DIGITS, '0');
};

/** A system account in one currency has a partition of its own, with its state (`S`) and entries. */
export const systemPartition = (tenant: string, account: string, currency: string): string => {
  assert(account.startsWith('@') && /^[A-Z]{3}$/.test(currency), 'a system account is kept by currency');
  return `${partition(tenant, 'A', account)}#${currency}`;
};
export const systemKey = (tenant: string, account: string, currency: string): Key =>
  key(systemPartition(tenant, account, currency), 'S');
/**
 * Mark of a receipt that is folded into a system account. Each receipt has a partition of its own for its marks: beside the
 * state they would take two thirds of what one partition can write.
 */
export const systemMarkKey = (tenant: string, account: string, currency: string, receipt: string): Key =>
  key(partition(tenant, 'X', receipt), `${account}#${currency}`);
export const CURRENCY_PREFIX = 'C#';
/** Directory of the currencies that a system account was used in. */
export const systemCurrencyKey = (tenant: string, account: string, currency: string): Key =>
  key(accountPartition(tenant, account), CURRENCY_PREFIX + currency);

/**
 * Beats, and how far they have come, belong to no tenant: their partitions begin with the separator, and no tenant's name is
 * empty. `lib/ledger` lets those who write them write nothing else.
 */
export const BEAT_PREFIX = '#beat#';
export const beatKey = (number: number): Key => key(`${BEAT_PREFIX}${number}`, 'H');
export const provenKey: Key = key('#beats', 'W');

/** What a partition key stands for: `A` an account, `T` a transaction, `R` a receipt. */
export interface Parsed {
  readonly tenant: string;
  readonly part: string;
  readonly id: string;
  /** Of a system account's partition. */
  readonly currency?: string;
}

/** Takes a partition key apart; undefined where it is none of ours, which readers of the stream skip. */
export const parsePartition = (pk: string): Parsed | undefined => {
  const [tenant, part, id, currency, ...more] = pk.split('#');
  if (!tenant || !part || !id || more.length > 0) return undefined;
  return currency === undefined ? { tenant, part, id } : { tenant, part, id, currency };
};

/** Partition of the `reference` index. A reference is free text: it comes last, so it cannot imitate another part. */
export const referencePartition = (tenant: string, reference: string): string => {
  assert(tenant !== '' && !tenant.includes('#'), 'a tenant in a key is not empty and holds no #');
  return `${tenant}#${reference}`;
};

const TIME_DIGITS = 15;
/** Sort key of the `accounts` index: by birth, equal times by id. */
export const birthSort = (createdAt: number, account: string): string =>
  `${createdAt.toString().padStart(TIME_DIGITS, '0')}#${account}`;
