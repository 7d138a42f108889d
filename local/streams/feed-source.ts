import { REGION } from '../account.ts';
import type { StreamRow } from '../dynamodb/storage/records.ts';
import type { Feed } from '../dynamodb/streams/feed.ts';
import { recordJson, sequenceText } from '../dynamodb/streams/record.ts';
import { SHARD } from '../dynamodb/streams/shard.ts';
import type { StreamRecord, StreamSource } from './stream-source.ts';

/** Between two looks at a flag of this thread, which costs next to nothing: the store says when there is something new. */
const INTERVAL_MS = 20;
/** Whatever the store has said: a message that was lost costs no more than this. */
const LOOK_ANYWAY_MS = 5_000;

const toRecord = (row: StreamRow, streamArn: string): StreamRecord => {
  let json: string | undefined;
  // Made when asked for, and once: records that a filter turns away never need it.
  const whole = (): string => {
    json ??= recordJson(row, 'NEW_AND_OLD_IMAGES', REGION, `,"eventSourceARN":"${streamArn}"`);
    return json;
  };
  return {
    sequence: sequenceText(row.sequence),
    get json() {
      return whole();
    },
    at: row.at,
    view: { eventName: row.event, keys: () => JSON.parse(row.keys), whole: () => JSON.parse(whole()) },
  };
};

/** The stream of a table of the embedded engine. A position is a record's number. */
export const feedSource = (
  feed: Feed,
  table: string,
  streamArn: string,
  now = () => performance.now(),
): StreamSource => {
  let isChanged = true;
  let looked = 0;
  feed.onChange(() => {
    isChanged = true;
  });
  return {
    shardOf: () => SHARD,
    latest: async () => String(await feed.newest(table)),
    read: async (after, limit) => {
      const rows = await feed.read(table, Number(after ?? 0), limit);
      return {
        records: rows.map((row) => toRecord(row, streamArn)),
        position: String(rows.at(-1)?.sequence ?? Number(after ?? 0)),
      };
    },
    positionOf: (record) => String(Number(record.sequence)),
    changed: () => {
      const at = now();
      if (!isChanged && at - looked < LOOK_ANYWAY_MS) return false;
      isChanged = false;
      looked = at;
      return true;
    },
    intervalMs: INTERVAL_MS,
  };
};
