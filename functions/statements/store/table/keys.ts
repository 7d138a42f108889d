import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { assert } from '../../../kernel/core/assert.ts';
import type { HistoryName } from '../../model/history/kept-entry.ts';

/** A type and not an interface: the SDK takes records, and an interface is none. */
export type Key = {
  readonly pk: AttributeValue.SMember;
  readonly sk: AttributeValue.SMember;
};

/** Versions sort as text: twelve digits are more entries than any account gets. */
const VERSION_DIGITS = 12;

const part = (text: string): string => {
  assert(text !== '' && !text.includes('#'), 'a part of a key is not empty and holds no #');
  return text;
};

/** The entries of one history: `<tenant>#H#<account>#<currency>`. */
export const historyPartition = ({ tenant, account, currency }: HistoryName): string =>
  `${part(tenant)}#H#${part(account)}#${part(currency)}`;

export const entrySort = (version: number): string => `E#${String(version).padStart(VERSION_DIGITS, '0')}`;

export const entryKey = (name: HistoryName, version: number): Key => ({
  pk: { S: historyPartition(name) },
  sk: { S: entrySort(version) },
});

/** The histories of a tenant, by account and currency. */
export const accountsPartition = (tenant: string): string => `${part(tenant)}#I`;
export const accountSort = ({ account, currency }: HistoryName): string => `${part(account)}#${part(currency)}`;

/** What the tenant has used of its budget. */
export const askedKey = (tenant: string): Key => ({ pk: { S: `${part(tenant)}#B#items` }, sk: { S: 'B' } });
