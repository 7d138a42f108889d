import type { DynamoDBRecord } from 'aws-lambda';
import { type Item, int, maybeInt } from '../../../kernel/aws/attributes.ts';
import { ENTRIES_MAX, type Publish } from '../../../kernel/aws/put-events.ts';
import { chunks } from '../../../kernel/core/parallel.ts';
import { BatchFailures } from '../../../kernel/triggers/batch-failures.ts';
import { stream } from '../../../kernel/triggers/stream.ts';
import type { StreamDeps } from '../../../kernel/triggers/stream-run.ts';
import { type EventMessage, eventMessages } from '../../model/event-message.ts';
import { fileEventMessages } from '../../model/file-event-message.ts';
import { WAKE } from '../commit/payments.ts';
import { isBatch, readBatch } from '../table/batch-item.ts';
import { readFile } from '../table/file-item.ts';
import { BATCH_SORT, FILE_SORT, PAYMENT_SORT } from '../table/keys.ts';
import { linesOf, readPayment } from '../table/payment-item.ts';
import type { Post, Posted } from './work-queue.ts';

export interface RelayDeps extends StreamDeps {
  readonly publish: Publish;
  readonly post: Post;
  /** Into the queue of files. */
  readonly postFile: Post;
  /** So many payments wait for a person from now on. */
  readonly onStuck?: (count: number) => void;
}

/** What a change of a payment or a file gives rise to. */
interface Shown {
  readonly index: number;
  readonly messages: readonly EventMessage[];
  readonly job: Posted | undefined;
  readonly fileJob?: Posted | undefined;
}

/** The mark stays behind; it counts for the one version that brought it. */
const wakes = (item: Item, before: Item | undefined): boolean => {
  const version = int(item, 'version');
  return maybeInt(item, WAKE) === version && (before === undefined || int(before, 'version') !== version);
};

const shownOfFile = (item: Item, before: Item | undefined, index: number): readonly Shown[] => {
  const file = readFile(item);
  const { tenant, id } = file;
  const told = fileEventMessages(file, before === undefined ? undefined : readFile(before));
  const fileJob = wakes(item, before)
    ? { tenant, body: JSON.stringify({ tenant, file: id }), delaySeconds: 0 }
    : undefined;
  return told.length > 0 || fileJob !== undefined ? [{ index, messages: told, job: undefined, fileJob }] : [];
};

/** The stream shows every version: the lines that one has more than the one before are its events. */
const shownBy = (record: DynamoDBRecord, index: number): readonly Shown[] => {
  const item = record.dynamodb?.NewImage as Item | undefined;
  if (item === undefined || record.eventName === 'REMOVE') return [];
  if (item.sk?.S === BATCH_SORT) {
    if (record.eventName !== 'INSERT' || !isBatch(item)) return [];
    const { tenant, id: batch } = readBatch(item);
    return [{ index, messages: [], job: { tenant, body: JSON.stringify({ tenant, batch }), delaySeconds: 0 } }];
  }
  const before = record.dynamodb?.OldImage as Item | undefined;
  if (item.sk?.S === FILE_SORT) return shownOfFile(item, before, index);
  if (item.sk?.S !== PAYMENT_SORT) return [];
  const payment = readPayment(item);
  const { tenant, id } = payment;
  const told = eventMessages(payment, linesOf(before));
  const job = wakes(item, before)
    ? { tenant, body: JSON.stringify({ tenant, payment: id }), delaySeconds: 0 }
    : undefined;
  return told.length > 0 || job !== undefined ? [{ index, messages: told, job }] : [];
};

const STUCK_EVENT = 'payments.PaymentStuck';

/** The bus did not take all of a batch. */
class NotTaken extends Error {
  override readonly name = 'NotTaken';
}

/**
 * What follows from a commit, from the stream of the table: work that nobody has begun goes into the queue, and what the timeline
 * says onto the bus. The item is the outbox: an event is a line of it, and is the same event however often it is told. First the
 * work, so that trouble with the bus keeps no payment from going on.
 */
export const buildRelay = (deps: RelayDeps) =>
  stream({
    domain: 'payments',
    deps,
    handle: async (records) => {
      const left = new BatchFailures();
      const placed = records.map((record, index) => ({ record, index }));
      const shown = left.read(placed, ({ record, index }) => shownBy(record, index)).flat();
      await deps.post(shown.flatMap(({ job }) => job ?? []));
      await deps.postFile(shown.flatMap(({ fileJob }) => fileJob ?? []));
      const told = shown.flatMap(({ index, messages: some }) => some.map((one) => ({ index, one })));
      for (const batch of chunks(told, ENTRIES_MAX)) {
        const refused = await deps.publish(batch.map(({ one }) => one));
        for (const at of refused) left.add([batch[at]?.index ?? 0], new NotTaken('the bus did not take all events'));
      }
      const stuck = told.filter(({ one }) => one.detailType === STUCK_EVENT).length;
      if (stuck > 0) deps.onStuck?.(stuck);
      return left.unhandled;
    },
  });
