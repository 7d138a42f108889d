import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { assert } from '../../../kernel/core/assert.ts';
import { TILE_WIDTH } from '../../model/merkle/tiles.ts';

/** A type and not an interface: the SDK takes records, and an interface is none. */
export type Key = {
  readonly pk: AttributeValue.SMember;
  readonly sk: AttributeValue.SMember;
};

/** The logs of a deployment: of receipts, and of calls. */
export const LOGS = { receipts: '#log', calls: '#calls' } as const;
export type LogName = (typeof LOGS)[keyof typeof LOGS];

/**
 * What belongs to a log begins with its name, which begins with the separator: no tenant's name is empty. What belongs to a tenant
 * begins with its name. Numbers are padded, so that they sort as text.
 */
const SIZE_DIGITS = 13;
const PLACE_DIGITS = 3;
const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');
const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });

/** How far a log has come: its size and frontier. All that appends moves it on the condition of where it was. */
export const headKey = (log: LogName): Key => key(log, 'H');

/** What salts are derived with. */
export const secretKey = (log: LogName): Key => key(`${log}#S`, 'S');

/** How many calls of a tenant the access log has. */
export const countKey = (tenant: string): Key => key(`${tenant}#N`, 'N');

/** Some entries that were appended together, of one bundle: by the place of the first. */
export const bundlePartition = (log: LogName, bundle: number): string => `${log}#E#${bundle}`;
/** Some hashes of a tile above level 0. */
export const tilePartition = (log: LogName, level: number, index: number): string => `${log}#N#${level}#${index}`;
export const placeSort = (place: number): string => {
  assert(place >= 0 && place < TILE_WIDTH, 'a place in a tile is below 256');
  return padded(place, PLACE_DIGITS);
};

export const checkpointPartition = (log: LogName): string => `${log}#C`;
export const checkpointSort = (size: number): string => padded(size, SIZE_DIGITS);

const DAY_SECONDS = 86_400;
const SECOND_DIGITS = 5;

/** The second in which receipts or calls of one tenant were made: where its leaves are found, and known to be in a log already. */
export interface Slot {
  /** Empty for calls that were denied before anybody knew whose they are. */
  readonly tenant: string;
  /** Since the epoch. */
  readonly second: number;
}

/** What slots of a log are called below their tenant. */
const SLOTS: Readonly<Record<LogName, string>> = { [LOGS.receipts]: 'L', [LOGS.calls]: 'C' };

const ownerPart = (log: LogName, tenant: string): string => {
  assert(!tenant.includes('#'), 'a tenant in a key holds no #');
  if (tenant !== '') return `${tenant}#${SLOTS[log]}`;
  assert(log === LOGS.calls, 'a receipt has a tenant');
  return `${log}#D`;
};

export const slotPartition = (log: LogName, { tenant, second }: Slot): string =>
  `${ownerPart(log, tenant)}#${Math.floor(second / DAY_SECONDS)}`;
export const slotPrefix = ({ second }: Slot): string => `${padded(second % DAY_SECONDS, SECOND_DIGITS)}#`;
/** Leaves of a slot that were appended together: by the index of the first. */
export const slotSort = (slot: Slot, index: number): string => `${slotPrefix(slot)}${padded(index, SIZE_DIGITS)}`;
/** The second that a sort key of this day is of. */
export const secondOf = (day: number, sort: string): number => day * DAY_SECONDS + Number(sort.slice(0, SECOND_DIGITS));
/** The index of the first leaf of an item of a slot. */
export const firstOf = (sort: string): number => Number(sort.slice(SECOND_DIGITS + 1));
export const dayOf = (second: number): number => Math.floor(second / DAY_SECONDS);
/** The last second of a day. */
export const lastSecondOf = (day: number): number => (day + 1) * DAY_SECONDS - 1;
/** Behind every leaf of a slot, and before those of the next: `$` follows `#`. */
export const slotEnd = (slot: Slot): string => slotPrefix(slot).replace('#', '$');
