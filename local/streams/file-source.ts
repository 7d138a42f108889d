import { REGION } from '../account.ts';
import type { StreamFile, StreamRow } from '../dynamodb/stream-file.ts';
import type { StreamRecord, StreamSource } from './stream-source.ts';

/** As many digits as those of DynamoDB, so that comparing them as text and as numbers is the same. */
const SEQUENCE_DIGITS = 21;
/** Half the latency of an idle stream; under load batches gather meanwhile. */
const INTERVAL_MS = 20;

const sequenceOf = (id: number): string => String(id).padStart(SEQUENCE_DIGITS, '0');
const image = (name: string, json: string | null): string => (json === null ? '' : `,"${name}":${json}`);

/** Puts the record together from the engine's own JSON, without parsing it. */
const recordJson = (row: StreamRow, streamArn: string): string => {
  const size = row.keys_json.length + (row.new_image?.length ?? 0) + (row.old_image?.length ?? 0);
  const identity = row.user_identity === null ? '' : `,"userIdentity":${row.user_identity}`;
  return (
    `{"eventID":"${row.id}","eventName":"${row.event_name}","eventVersion":"1.1","eventSource":"aws:dynamodb",` +
    `"awsRegion":"${REGION}","dynamodb":{"ApproximateCreationDateTime":${row.created_at},"Keys":${row.keys_json}` +
    `${image('NewImage', row.new_image)}${image('OldImage', row.old_image)},"SequenceNumber":"${sequenceOf(row.id)}",` +
    `"SizeBytes":${size},"StreamViewType":"NEW_AND_OLD_IMAGES"},"eventSourceARN":"${streamArn}"${identity}}`
  );
};

const toRecord = (row: StreamRow, streamArn: string): StreamRecord => {
  let json: string | undefined;
  // Made when asked for, and once: records that a filter turns away never need it.
  const whole = (): string => {
    json ??= recordJson(row, streamArn);
    return json;
  };
  return {
    sequence: sequenceOf(row.id),
    get json() {
      return whole();
    },
    at: row.created_at * 1000,
    view: { eventName: row.event_name, keys: () => JSON.parse(row.keys_json), whole: () => JSON.parse(whole()) },
  };
};

/** The stream of a table of the embedded engine, read from its file. A position is the row's id. */
export const fileSource = (file: StreamFile, table: string, streamArn: string): StreamSource => {
  let seen = -1;
  return {
    shardOf: () => 'shardId-00000000000000000001-00000001',
    latest: async () => String(file.newest(table)),
    read: async (after, limit) => {
      // Looked up first, so that a page that is not full has seen everything up to there, other tables' records too.
      const end = file.end();
      const rows = file.read(table, Number(after ?? 0), limit);
      const last = rows.at(-1)?.id ?? Number(after ?? 0);
      return {
        records: rows.map((row) => toRecord(row, streamArn)),
        position: String(rows.length < limit ? Math.max(last, end) : last),
      };
    },
    positionOf: (record) => String(Number(record.sequence)),
    changed: () => {
      const version = file.version();
      const changed = version !== seen;
      seen = version;
      return changed;
    },
    intervalMs: INTERVAL_MS,
  };
};
