import { randomBytes, randomUUID } from 'node:crypto';
import { AwsError } from '../aws/aws-error.ts';
import type { LocalStore } from '../aws/local-store.ts';
import { FairOrder } from './fair-order.ts';
import type { MessageAttributes, Received } from './message.ts';
import { type MessageRow, MessageTable, type QueueCounts } from './message-table.ts';
import type { QueueSettings } from './queue-settings.ts';
import { Waiters } from './waiters.ts';

export interface Outgoing {
  readonly body: string;
  readonly attributes?: MessageAttributes;
  /** Instead of the queue's own delay. */
  readonly delayMs?: number;
  /** The `MessageGroupId` of a fair queue. */
  readonly group?: string;
}

export interface ReceiveOptions {
  readonly max: number;
  readonly visibilityMs?: number;
  /** Taken by a poller of this process, whose death gives the message free at the next start. */
  readonly polled?: boolean;
}

const EXPIRE_EVERY_MS = 60_000;

const unknown = (): AwsError => new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');

/** A handle names the message and the one receive that gave it out. */
const handleOf = (id: number, receipt: string): string => Buffer.from(`${id}:${receipt}`).toString('base64url');
const readHandle = (handle: string): { readonly id: number; readonly receipt: string } => {
  const [id = '', receipt = ''] = Buffer.from(handle, 'base64url').toString().split(':');
  if (!/^\d{1,15}$/.test(id) || receipt === '')
    throw new AwsError('ReceiptHandleIsInvalid', 'The receipt handle is not one of this queue.');
  return { id: Number(id), receipt };
};

/**
 * Standard queues: at least once, in no promised order. A message is in the store's hands when `send` returns, and stays there
 * until it is deleted, so a `kill -9` leaves those in flight to appear again when their visibility timeout is over.
 */
export class Queues {
  readonly #store: LocalStore;
  readonly #table: MessageTable;
  readonly #settings = new Map<string, QueueSettings>();
  readonly #waiters = new Waiters();
  readonly #now: () => number;
  readonly #fair: FairOrder;
  readonly #expiredAt = new Map<string, number>();

  constructor(store: LocalStore, now: () => number = Date.now) {
    this.#store = store;
    this.#table = new MessageTable(store);
    this.#fair = new FairOrder(this.#table);
    this.#now = now;
  }

  define(queue: string, settings: QueueSettings): void {
    this.#settings.set(queue, settings);
    this.#waiters.wake(queue);
  }

  /** Takes the queue away, with its messages. */
  drop(queue: string): void {
    this.#settings.delete(queue);
    this.#table.purge.run(queue);
    this.#fair.drop(queue);
  }

  has(queue: string): boolean {
    return this.#settings.has(queue);
  }

  names(): readonly string[] {
    return [...this.#settings.keys()];
  }

  /** @throws AwsError QueueDoesNotExist */
  settings(queue: string): QueueSettings {
    const settings = this.#settings.get(queue);
    if (settings === undefined) throw unknown();
    return settings;
  }

  /** Message ids, in order; all are kept or none. */
  send(queue: string, messages: readonly Outgoing[]): readonly string[] {
    const settings = this.settings(queue);
    const now = this.#now();
    const ids = this.#store.atomically(() =>
      messages.map(({ body, attributes, delayMs, group = '' }) => {
        const id = randomUUID();
        const visible = now + (delayMs ?? settings.delayMs);
        this.#table.insert.run(queue, id, body, JSON.stringify(attributes ?? {}), now, visible, group);
        return id;
      }),
    );
    this.#waiters.wake(queue);
    return ids;
  }

  /** Takes up to `max` visible messages; those received too often go to the dead-letter queue instead. */
  receive(queue: string, { max, visibilityMs, polled = false }: ReceiveOptions): readonly Received[] {
    const settings = this.settings(queue);
    const now = this.#now();
    this.#expire(queue, settings, now);
    return this.#store.atomically(() => {
      const taken: Received[] = [];
      // One round more than any batch holds, since a round may only park messages.
      for (let round = 0; round <= max && taken.length < max; round += 1) {
        const rows = this.#fair.next(queue, now, max - taken.length);
        if (rows.length === 0) break;
        for (const row of rows) {
          const received = this.#take(queue, settings, row, now, now + (visibilityMs ?? settings.visibilityMs), polled);
          if (received !== undefined) taken.push(received);
        }
        // With no visibility timeout the same messages would be taken again.
        if ((visibilityMs ?? settings.visibilityMs) === 0) break;
      }
      return taken;
    });
  }

  #take(queue: string, settings: QueueSettings, row: MessageRow, now: number, until: number, polled: boolean) {
    const { redrive } = settings;
    if (redrive !== undefined && row.receives >= redrive.maxReceives && this.has(redrive.deadLetterQueue)) {
      this.#table.park.run(redrive.deadLetterQueue, queue, now, row.id);
      this.#waiters.wake(redrive.deadLetterQueue);
      return undefined;
    }
    const receipt = randomBytes(12).toString('hex');
    this.#table.take.run(until, now, receipt, polled ? 1 : 0, row.id);
    return {
      messageId: row.message_id,
      receiptHandle: handleOf(row.id, receipt),
      body: row.body,
      attributes: JSON.parse(row.attributes) as MessageAttributes,
      sentAt: row.sent_at,
      firstReceivedAt: row.first_at ?? now,
      receiveCount: row.receives + 1,
      deadLetterSource: row.origin ?? undefined,
      group: row.message_group === '' ? undefined : row.message_group,
    };
  }

  /** Lets all who wait look again: another time may have come. */
  wakeAll(): void {
    this.#waiters.wakeAll();
  }

  /** Waits up to `waitMs` for a message to be sent or to become visible again; `signal` ends the wait early. */
  async wait(queue: string, waitMs: number, signal?: AbortSignal): Promise<void> {
    this.settings(queue);
    const { at } = this.#table.next.get(queue) as { readonly at: number | null };
    const untilDue = at === null ? waitMs : Math.max(0, at - this.#now());
    await this.#waiters.wait(queue, Math.min(waitMs, untilDue), signal);
  }

  /** Deletes by the newest handle; an older one changes nothing, as on AWS. */
  delete(queue: string, handle: string): void {
    this.settings(queue);
    const { id, receipt } = readHandle(handle);
    this.#table.remove.run(id, queue, receipt);
  }

  deleteAll(queue: string, handles: readonly string[]): void {
    this.#store.atomically(() => {
      for (const handle of handles) this.delete(queue, handle);
    });
  }

  /** @throws AwsError MessageNotInflight when the message is no longer held by this handle. */
  changeVisibility(queue: string, handle: string, visibilityMs: number): void {
    this.settings(queue);
    const { id, receipt } = readHandle(handle);
    const row = this.#table.byReceipt.get(id, queue, receipt) as MessageRow | undefined;
    const now = this.#now();
    if (row === undefined || row.visible_at <= now)
      throw new AwsError('MessageNotInflight', 'The message is not in flight under this receipt handle.');
    this.#table.show.run(now + visibilityMs, id);
    this.#waiters.wake(queue);
  }

  /** Gives messages back as if they had never been received: their consumer was not run. */
  release(_queue: string, handles: readonly string[], delayMs: number): void {
    this.#store.atomically(() => {
      for (const handle of handles) this.#table.release.run(this.#now() + delayMs, readHandle(handle).id);
    });
  }

  /** Messages held by pollers of a process that is gone become visible now, not when their timeout is over. */
  freePolled(): void {
    this.#table.freePolled.run(this.#now());
  }

  /** Moves parked messages to `destination`, or to each one's own source; how many. */
  redrive(deadLetterQueue: string, destination: string | undefined): number {
    this.settings(deadLetterQueue);
    const now = this.#now();
    return this.#store.atomically(() => {
      let moved = 0;
      const targets = destination === undefined ? this.#sourcesOf(deadLetterQueue) : [destination];
      for (const target of targets) {
        const origin = destination === undefined ? target : null;
        moved += Number(this.#table.moveBack.run(target, now, deadLetterQueue, origin).changes);
        this.#waiters.wake(target);
      }
      return moved;
    });
  }

  /** Queues whose dead letters go to this one. */
  sourcesOf(deadLetterQueue: string): readonly string[] {
    return this.#sourcesOf(deadLetterQueue);
  }

  #sourcesOf(deadLetterQueue: string): readonly string[] {
    return this.names().filter((name) => this.#settings.get(name)?.redrive?.deadLetterQueue === deadLetterQueue);
  }

  purge(queue: string): void {
    this.settings(queue);
    this.#table.purge.run(queue);
  }

  counts(queue: string): QueueCounts {
    this.settings(queue);
    return this.#table.counts(queue, this.#now());
  }

  #expire(queue: string, settings: QueueSettings, now: number): void {
    if (now - (this.#expiredAt.get(queue) ?? 0) < EXPIRE_EVERY_MS) return;
    this.#expiredAt.set(queue, now);
    this.#table.expire.run(queue, now - settings.retentionMs);
  }
}
