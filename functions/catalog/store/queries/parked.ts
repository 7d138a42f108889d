import * as z from 'zod';
import type { Aws, JsonService } from '../../../kernel/aws/aws-call.ts';
import { listObjects } from '../../../kernel/aws/list-objects.ts';
import type { Clock } from '../../../kernel/core/ports.ts';
import { PUT_ASIDE } from '../../env.ts';
import type { Parked, ParkingPlace } from '../../model/parking-places.ts';
import type { MetricData } from './metric-data.ts';

const COUNTS = {
  waiting: 'ApproximateNumberOfMessages',
  delayed: 'ApproximateNumberOfMessagesDelayed',
  inHand: 'ApproximateNumberOfMessagesNotVisible',
} as const;

const attributes = z.object({
  Attributes: z.object({
    [COUNTS.waiting]: z.coerce.number(),
    [COUNTS.delayed]: z.coerce.number().default(0),
    [COUNTS.inHand]: z.coerce.number(),
  }),
});

/** SQS measures the age each minute while a queue holds something: the newest minute that it told of is near enough. */
const LOOKS_BACK_MS = 15 * 60_000;

export interface ParkedSource {
  readonly sqs: JsonService;
  readonly s3: Aws;
  readonly metrics: MetricData;
  readonly clock: Clock;
}

const nameOf = (url: string): string => url.split('/').at(-1) ?? url;

/** When the oldest message of a queue came. */
const oldestIn = async ({ metrics, clock }: ParkedSource, url: string): Promise<number | undefined> => {
  const metric = {
    namespace: 'AWS/SQS',
    name: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: nameOf(url) },
  };
  const newest = await metrics(metric, { statistic: 'Maximum', backMs: LOOKS_BACK_MS }, clock.now());
  return newest === undefined ? undefined : newest.at - newest.value * 1000;
};

const inQueue = async (source: ParkedSource, url: string): Promise<Parked> => {
  const asked = { QueueUrl: url, AttributeNames: Object.values(COUNTS) };
  const { Attributes } = await source.sqs('GetQueueAttributes', asked, attributes);
  const waiting = Attributes[COUNTS.waiting] + Attributes[COUNTS.delayed];
  const inHand = Attributes[COUNTS.inHand];
  // A metric costs, and of an empty queue it says nothing.
  const oldestAt = waiting + inHand === 0 ? undefined : await oldestIn(source, url);
  return { waiting, inHand, more: false, ...(oldestAt === undefined ? {} : { oldestAt }) };
};

const inBucket = async ({ s3 }: ParkedSource, name: string): Promise<Parked> => {
  const { objects, more } = await listObjects(s3, name, { prefix: PUT_ASIDE });
  const times = objects.map(({ modifiedAt }) => modifiedAt);
  const oldest = times.length === 0 ? {} : { oldestAt: Math.min(...times) };
  return { waiting: objects.length, inHand: 0, more, ...oldest };
};

/** Counts what lies at a place; it takes nothing in hand, so that nobody who brings it back is in its way. */
export const readParked =
  (source: ParkedSource): ((place: ParkingPlace) => Promise<Parked | undefined>) =>
  async ({ kind, physicalId }) => {
    if (physicalId === undefined) return undefined;
    return kind === 'queue' ? inQueue(source, physicalId) : inBucket(source, physicalId);
  };
