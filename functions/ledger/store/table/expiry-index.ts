import { assert } from '../../../kernel/core/assert.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
/**
 * Holds that expire in one week share this many index partitions, over all tenants. A hold enters and leaves one: 8,000 new
 * holds a second, 26 times what a tenant's budget allows it unless said. More would cost each refused transfer that looks for
 * expired holds as many reads more.
 */
export const EXPIRY_SHARDS = 16;

const bucket = (week: number, shard: number): string => `${week}#${shard}`;

/** Where the `expiry` index keeps a hold: by the week of its expiry, spread by its id (whose characters are a digest's). */
export const expiryBucket = (expiresAt: number, transaction: string): string => {
  let sum = 0;
  for (let i = 0; i < transaction.length; i += 1) sum = (sum * 31 + transaction.charCodeAt(i)) % 65_521;
  return bucket(Math.floor(expiresAt / WEEK_MS), sum % EXPIRY_SHARDS);
};

/**
 * The buckets that can hold what is due at `now`: this week's and those of `weeksBack` before it. A sweep that looks one week
 * back misses nothing unless it stood still for a week; after a longer pause, call it once with more.
 */
export const dueBuckets = (now: number, weeksBack = 1): readonly string[] => {
  assert(weeksBack >= 0 && weeksBack <= 60, 'a hold lasts at most 400 days');
  const week = Math.floor(now / WEEK_MS);
  return Array.from({ length: weeksBack + 1 }, (_, back) => week - back).flatMap((each) =>
    Array.from({ length: EXPIRY_SHARDS }, (_, shard) => bucket(each, shard)),
  );
};
