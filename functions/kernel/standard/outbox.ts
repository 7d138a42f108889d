import { type Item, s, str } from '../aws/attributes.ts';
import type { Message } from '../aws/put-events.ts';
import type { EventDeclaration } from '../core/domain.ts';
import { idempotentRequest, type KeyedCall, receiptIdOf } from '../idempotency/idempotent-request.ts';
import { derivedId } from '../values/ids.ts';
import { formatTime } from '../values/time.ts';

/** The attribute of a receipt that holds the events of its operation. */
const EVENTS = 'events';

/** An event that an operation gives rise to, with what its contract wants in `data`. */
export interface OutboxEvent {
  readonly event: EventDeclaration;
  /** The object that it is about, of which each event of one operation is another. */
  readonly subject: string;
  readonly data: unknown;
}

/**
 * The events of an operation as attributes beside its receipt: they are committed with it or not at all, and the relay publishes
 * them from there. An event's id is derived from key and subject, so that it is one event however often it is published.
 *
 * @example { status: 201, body, at, actions, extraAttributes: announcing(call, at, [{ event: PayeeAdded, subject: payee.id, data: { payee } }]) }
 */
export const outboxAttributes = (call: KeyedCall, at: number, events: readonly OutboxEvent[]): Item => {
  const request = idempotentRequest(call);
  return outboxOf({ ...request, origin: receiptIdOf(request) }, at, events);
};

/** What events come of: the same origin gives them the same ids. */
export interface Origin {
  readonly tenant: string;
  readonly requestId: string;
  readonly origin: string;
}

/** The same for what no call with a key gives rise to: its item has the sort key of receipts too, and is put once. */
export const outboxOf = ({ tenant, requestId, origin }: Origin, at: number, events: readonly OutboxEvent[]): Item => {
  const messages = events.map(({ event: { source, detailType, version, data: schema }, subject, data }): Message => {
    const detail = {
      eventId: derivedId('evt_', tenant, detailType, origin, subject),
      tenant,
      occurredAt: formatTime(at),
      version,
      correlationId: requestId,
      causationId: subject,
      hops: 0,
      data: schema.parse(data),
    };
    return { source, detailType, detail: JSON.stringify(detail) };
  });
  const written = messages.map(({ source, detailType, detail }) => ({
    M: { source: s(source), type: s(detailType), detail: s(detail) },
  }));
  return { [EVENTS]: { L: written } };
};

/** The events that stand beside a receipt. */
export const outboxMessages = (item: Item): readonly Message[] =>
  (item[EVENTS]?.L ?? []).map(({ M: one = {} }) => ({
    source: str(one, 'source'),
    detailType: str(one, 'type'),
    detail: str(one, 'detail'),
  }));
