import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { assert } from '../../../kernel/core/assert.ts';
import { receiptsAt } from '../../../kernel/idempotency/receipt-item.ts';
import { derivedId } from '../../../kernel/values/ids.ts';

/** The attribute by which counters of failed attempts expire (seconds since the epoch). Nothing else ever expires. */
export const TIME_TO_LIVE = 'ttl';

/** A type and not an interface: the SDK takes records, and an interface is none. */
export type Key = {
  readonly pk: AttributeValue.SMember;
  readonly sk: AttributeValue.SMember;
};

const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });

const tenantPart = (tenant: string): string => {
  assert(
    tenant !== '' && !tenant.includes('#') && !tenant.startsWith('@'),
    'a tenant in a key has no # and no leading @',
  );
  return tenant;
};

/**
 * A client by its id alone: a token request names no tenant. These are the only keys without a tenant (tenants never start
 * with `@`), and every reader but the token endpoint compares the client's tenant with the caller's.
 */
export const clientKey = (id: string): Key => key(`@client#${id}`, 'C');

/** A tenant's clients in the order of their birth. */
export const directoryPartition = (tenant: string): string => `${tenantPart(tenant)}#C`;
const TIME_DIGITS = 15;
export const directorySort = (createdAt: number, id: string): string =>
  `${String(createdAt).padStart(TIME_DIGITS, '0')}#${id}`;
export const directoryKey = (tenant: string, createdAt: number, id: string): Key =>
  key(directoryPartition(tenant), directorySort(createdAt, id));

/** How often a tenant has made a client: creations of one tenant go one after the other. */
export const creationsKey = (tenant: string): Key => key(`${tenantPart(tenant)}#N`, 'N');

/** What became of an idempotency key; `receipt` comes from `receiptId` in the kernel. */
export const receiptKey = (tenant: string, receipt: string): Key => key(`${tenantPart(tenant)}#R#${receipt}`, 'R');
export const RECEIPTS = receiptsAt(receiptKey);

/** Failed attempts on one client id, existing or not, in one window of time. The id is hashed: anybody may send anything. */
export const attemptsKey = (clientId: string, window: number): Key =>
  key(`@attempts#${derivedId('', clientId)}`, String(window));

/** What a tenant has used of its budget of changes. */
export const changesKey = (tenant: string): Key => key(`${tenantPart(tenant)}#B#items`, 'B');

/** The signing keys of this environment. */
export const ringKey: Key = key('@keys', 'RING');
