import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { assert } from '../../../kernel/core/assert.ts';
import { inParallel } from '../../../kernel/core/parallel.ts';
import type { Clock, Random } from '../../../kernel/core/ports.ts';
import { RETRY, retry } from '../../../kernel/core/retry.ts';

/** The event bus, and what publishing on it takes. */
export interface Bus {
  readonly client: Pick<EventBridgeClient, 'send'>;
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** One event, ready to be sent. */
export interface Message {
  /** Place of the record that it comes from: which one to report when it cannot be published. */
  readonly index: number;
  readonly source: string;
  readonly detailType: string;
  /** JSON, envelope included. */
  readonly detail: string;
}

/** What could not be published: places of records, and the last reason for the log. */
export interface Unpublished {
  readonly indexes: ReadonlySet<number>;
  readonly reason: string | undefined;
}

const MAX_ENTRIES = 10;
/** EventBridge takes more by now; consumers' queues and other buses may not. */
const MAX_BYTES = 262_144;
const WIDTH = 4;

const sizeOf = ({ detail, detailType, source }: Message): number =>
  Buffer.byteLength(detail) + Buffer.byteLength(detailType) + Buffer.byteLength(source);

/** Groups of at most 10 events and 256 KB, in order. */
export const grouped = (messages: readonly Message[]): readonly (readonly Message[])[] => {
  const groups: Message[][] = [];
  let bytes = MAX_BYTES + 1;
  for (const message of messages) {
    const size = sizeOf(message);
    assert(size <= MAX_BYTES, 'an event fits 256 KB');
    const last = groups.at(-1);
    if (last === undefined || last.length >= MAX_ENTRIES || bytes + size > MAX_BYTES) {
      groups.push([message]);
      bytes = size;
    } else {
      last.push(message);
      bytes += size;
    }
  }
  return groups;
};

const entryOf = (bus: Bus, { source, detailType, detail }: Message): PutEventsRequestEntry => ({
  EventBusName: bus.name,
  Source: source,
  DetailType: detailType,
  Detail: detail,
});

/** Sends a group; what the answer marks as failed is what is left. The SDK itself retries calls that fail as a whole. */
const sendOnce = async (
  bus: Bus,
  group: readonly Message[],
): Promise<{ left: readonly Message[]; reason?: string }> => {
  const Entries = group.map((message) => entryOf(bus, message));
  try {
    const answer = await bus.client.send(new PutEventsCommand({ Entries }));
    const results = answer.Entries ?? [];
    const left = group.filter((_, index) => results[index]?.EventId === undefined);
    const code = results.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode;
    return left.length === 0 ? { left } : { left, reason: code ?? 'no answer for an entry' };
  } catch (error) {
    return { left: group, reason: error instanceof Error ? error.name : 'unknown' };
  }
};

/**
 * Publishes all, in tens. Each entry of each answer is checked: `PutEvents` succeeds with failed entries inside. What still
 * fails after bounded retries is named, so that its records are reported; nothing is thrown for it.
 */
export const publish = async (bus: Bus, messages: readonly Message[]): Promise<Unpublished> => {
  const indexes = new Set<number>();
  let lastReason: string | undefined;
  await inParallel(grouped(messages), WIDTH, async (group) => {
    let left = group;
    await retry(bus, RETRY.bus, async () => {
      const sent = await sendOnce(bus, left);
      left = sent.left;
      lastReason = sent.reason ?? lastReason;
      return left.length === 0 ? true : undefined;
    });
    for (const { index } of left) indexes.add(index);
  });
  return { indexes, reason: indexes.size === 0 ? undefined : lastReason };
};
