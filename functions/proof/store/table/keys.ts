import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { assert } from '../../../kernel/core/assert.ts';
import { TILE_WIDTH } from '../../model/merkle/tiles.ts';

/** A type and not an interface: the SDK takes records, and an interface is none. */
export type Key = {
  readonly pk: AttributeValue.SMember;
  readonly sk: AttributeValue.SMember;
};

/**
 * What belongs to a log begins with the separator: no tenant's name is empty. What belongs to a tenant begins with its name.
 * Numbers are padded, so that they sort as text.
 */
const LOG = '#log';
const SIZE_DIGITS = 13;
const PLACE_DIGITS = 3;
const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');
const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });

/** How far the log has come: its size and frontier. All that appends moves it on the condition of where it was. */
export const headKey: Key = key(LOG, 'H');

/** What salts are derived with. */
export const secretKey: Key = key(`${LOG}#S`, 'S');

/** Some entries that were appended together, of one bundle: by the place of the first. */
export const bundlePartition = (bundle: number): string => `${LOG}#E#${bundle}`;
/** Some hashes of a tile above level 0. */
export const tilePartition = (level: number, index: number): string => `${LOG}#N#${level}#${index}`;
export const placeSort = (place: number): string => {
  assert(place >= 0 && place < TILE_WIDTH, 'a place in a tile is below 256');
  return padded(place, PLACE_DIGITS);
};

export const checkpointPartition = `${LOG}#C`;
export const checkpointSort = (size: number): string => padded(size, SIZE_DIGITS);

const DAY_SECONDS = 86_400;
const SECOND_DIGITS = 5;

/** The second in which receipts of one tenant were made: where its leaves are found, and known to be in the log already. */
export interface Slot {
  readonly tenant: string;
  /** Since the epoch. */
  readonly second: number;
}

const tenantPart = (tenant: string): string => {
  assert(tenant !== '' && !tenant.includes('#'), 'a tenant in a key is not empty and holds no #');
  return tenant;
};

export const slotPartition = ({ tenant, second }: Slot): string =>
  `${tenantPart(tenant)}#L#${Math.floor(second / DAY_SECONDS)}`;
export const slotPrefix = ({ second }: Slot): string => `${padded(second % DAY_SECONDS, SECOND_DIGITS)}#`;
/** Leaves of a slot that were appended together: by the index of the first. */
export const slotSort = (slot: Slot, index: number): string => `${slotPrefix(slot)}${padded(index, SIZE_DIGITS)}`;
/** The second that a sort key of this day is of. */
export const secondOf = (day: number, sort: string): number => day * DAY_SECONDS + Number(sort.slice(0, SECOND_DIGITS));
export const dayOf = (second: number): number => Math.floor(second / DAY_SECONDS);
/** The last second of a day. */
export const lastSecondOf = (day: number): number => (day + 1) * DAY_SECONDS - 1;
/** Behind every leaf of a slot, and before those of the next: `$` follows `#`. */
export const slotEnd = (slot: Slot): string => slotPrefix(slot).replace('#', '$');
