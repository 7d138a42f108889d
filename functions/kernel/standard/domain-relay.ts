import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Item } from '../aws/attributes.ts';
import { clientOptions } from '../aws/client-options.ts';
import { ENTRIES_MAX, type Message, type Publish, publishTo } from '../aws/put-events.ts';
import type { Domain } from '../core/domain.ts';
import { readEnv } from '../core/env.ts';
import { liveClock } from '../core/live-ports.ts';
import { liveLog } from '../core/log.ts';
import { chunks } from '../core/parallel.ts';
import { type StreamHandler, stream } from '../triggers/stream.ts';
import type { StreamDeps } from '../triggers/stream-run.ts';
import { RECEIPT_SORT, standardEnv } from './domain-store.ts';
import { outboxMessages } from './outbox.ts';

interface Outgoing {
  /** The record's place in its batch. */
  readonly index: number;
  readonly message: Message;
}

const outgoingOf = (record: DynamoDBRecord, index: number): readonly Outgoing[] => {
  const item = record.dynamodb?.NewImage as Item | undefined;
  if (record.eventName !== 'INSERT' || item?.sk?.S !== RECEIPT_SORT) return [];
  return outboxMessages(item).map((message) => ({ index, message }));
};

/** Events beside receipts from the stream of the table onto the bus; one that the bus does not take is sent again. */
export const buildRelay = (
  { name }: Pick<Domain, 'name'>,
  deps: StreamDeps & { readonly publish: Publish },
): StreamHandler =>
  stream({
    domain: name,
    deps,
    handle: async (records) => {
      const indexes = new Set<number>();
      for (const batch of chunks(records.flatMap(outgoingOf), ENTRIES_MAX)) {
        const refused = await deps.publish(batch.map(({ message }) => message));
        for (const at of refused) indexes.add(batch[at]?.index ?? 0);
      }
      return { indexes, reason: indexes.size === 0 ? undefined : 'the bus did not take all events' };
    },
  });

/**
 * The relay of a standard domain as it runs on Lambda.
 *
 * @example export const handler = domainRelay(example);
 */
export const domainRelay = (domain: Pick<Domain, 'name'>): StreamHandler => {
  const publish = publishTo(new EventBridgeClient(clientOptions()), readEnv(standardEnv).BUS_NAME);
  return buildRelay(domain, { clock: liveClock, log: liveLog(), publish });
};
