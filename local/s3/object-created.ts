import { DEFAULT_BUS, type NewEvent } from '../events/bus.ts';
import type { ObjectView } from './buckets.ts';

/** What S3 tells EventBridge of a new object (S3 user guide, "EventBridge event message structure"). There are no versions here. */
export const objectCreated = (
  bucket: string,
  { key, size }: Pick<ObjectView, 'key' | 'size'>,
  at: number,
): NewEvent => ({
  bus: DEFAULT_BUS,
  source: 'aws.s3',
  detailType: 'Object Created',
  at,
  resources: [`arn:aws:s3:::${bucket}`],
  detail: JSON.stringify({ version: '0', bucket: { name: bucket }, object: { key, size }, reason: 'PutObject' }),
});
