import { assert } from '../../kernel/core/assert.ts';
import type { PublicEvent } from './public-event.ts';

/** The feed is kept for 90 days. */
export const FEED_DAYS = 90;
/**
 * Marks outlive the bus' archive, which can play any event again for 90 days after it happened: a replay must still meet them.
 */
export const MARK_DAYS = 180;

/**
 * Events of one partition of the feed. However fast they come, a partition is written this many times in its whole life: with
 * events of 2 KB 600 write units, less than what DynamoDB lets one partition take in a second. So none can ever be hot.
 */
export const BUCKET_EVENTS = 100;
export const bucketOf = (seq: number): number => {
  assert(Number.isSafeInteger(seq) && seq >= 1, 'positions in the feed are whole numbers from 1');
  return Math.floor((seq - 1) / BUCKET_EVENTS);
};

/** One transaction takes 100 items: the counter, and two of each event. */
export const SEQUENCED_MAX = 33;
/** Under the 4 MB of a transaction, with room for what surrounds the bodies. */
const SEQUENCED_BYTES_MAX = 3_000_000;

/** The events of one tenant in the groups that are entered together, in the order in which they happened, each once. */
export const transactionGroups = (events: readonly PublicEvent[]): readonly (readonly PublicEvent[])[] => {
  const once = [...new Map(events.map((event) => [event.id, event])).values()];
  const ordered = once.sort((a, b) => a.occurredAt - b.occurredAt || (a.id < b.id ? -1 : 1));
  const groups: PublicEvent[][] = [];
  let bytes = 0;
  for (const event of ordered) {
    const size = Buffer.byteLength(event.body);
    const last = groups.at(-1);
    if (last === undefined || last.length === SEQUENCED_MAX || bytes + size > SEQUENCED_BYTES_MAX) {
      groups.push([event]);
      bytes = size;
    } else {
      last.push(event);
      bytes += size;
    }
  }
  return groups;
};
