import type { StreamRow } from '../storage/records.ts';
import type { ViewType } from '../storage/schema.ts';

/** As many digits as those of DynamoDB, so that comparing them as text and as numbers is the same. */
const SEQUENCE_DIGITS = 21;

export const sequenceText = (sequence: number): string => String(sequence).padStart(SEQUENCE_DIGITS, '0');

const image = (name: string, json: string | null): string => (json === null ? '' : `,"${name}":${json}`);

/** A record as `GetRecords` gives it, put together from texts: nothing is parsed. `more` goes at the end of it. */
export const recordJson = (row: StreamRow, view: ViewType, region: string, more = ''): string => {
  const identity = row.identity === null ? '' : `,"userIdentity":${row.identity}`;
  return (
    `{"eventID":"${row.sequence}","eventName":"${row.event}","eventVersion":"1.1","eventSource":"aws:dynamodb",` +
    `"awsRegion":"${region}","dynamodb":{"ApproximateCreationDateTime":${Math.floor(row.at / 1000)},"Keys":${row.keys}` +
    `${image('NewImage', row.new)}${image('OldImage', row.old)},"SequenceNumber":"${sequenceText(row.sequence)}",` +
    `"SizeBytes":${row.bytes},"StreamViewType":"${view}"}${identity}${more}}`
  );
};
