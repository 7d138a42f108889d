import type { DynamoDBRecord } from 'aws-lambda';
import { type Item, str } from '../../../kernel/aws/attributes.ts';
import { ENTRIES_MAX, type Message, type Publish } from '../../../kernel/aws/put-events.ts';
import { chunks } from '../../../kernel/core/parallel.ts';
import { stream } from '../../../kernel/triggers/stream.ts';
import type { StreamDeps } from '../../../kernel/triggers/stream-run.ts';
import { OUTBOX_SORT } from '../table/keys.ts';

export interface RelayDeps extends StreamDeps {
  readonly publish: Publish;
}

interface IndexedMessage {
  readonly index: number;
  readonly message: Message;
}

const messagesOf = (record: DynamoDBRecord, index: number): readonly IndexedMessage[] => {
  const item = record.dynamodb?.NewImage as Item | undefined;
  if (record.eventName !== 'INSERT' || item?.sk?.S !== OUTBOX_SORT) return [];
  const detailType = str(item, 'type');
  const source = detailType.split('.', 1)[0] ?? '';
  return [{ index, message: { source, detailType, detail: str(item, 'detail') } }];
};

/** Outbox items from the stream of the table onto the bus; an event that the bus does not take is given again. */
export const buildRelay = (deps: RelayDeps) =>
  stream({
    domain: 'webhooks',
    deps,
    handle: async (records) => {
      const indexes = new Set<number>();
      for (const batch of chunks(records.flatMap(messagesOf), ENTRIES_MAX)) {
        const left = await deps.publish(batch.map(({ message }) => message));
        for (const at of left) indexes.add(batch[at]?.index ?? 0);
      }
      return { indexes, reason: indexes.size === 0 ? undefined : 'the bus did not take all events' };
    },
  });
