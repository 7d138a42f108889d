import * as z from 'zod';
import { envelope } from '../../kernel/triggers/envelope.ts';
import { chars } from '../../kernel/values/bounded.ts';
import { idPattern } from '../../kernel/values/ids.ts';
import { parseTime } from '../../kernel/values/time.ts';
import { shownData } from './shown-event.ts';

/** An event as clients see it, and what its delivery needs to know beside. */
export interface PublicEvent {
  readonly id: string;
  readonly tenant: string;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly occurredAt: number;
  /** `{ id, type, timestamp, data }` as JSON: the same bytes in the feed and in each delivery. */
  readonly body: string;
  readonly correlationId: string;
  /** How many events this one follows from; an event that follows from it has one more. */
  readonly hops: number;
}

/** The type of the event that tries an endpoint; it is in no feed. */
export const TEST_TYPE = 'webhooks.Test';

/**
 * What this consumer needs of an event on the bus, and nothing more: the producer's data is passed on unread, so that a new
 * member of it needs no release here. Tenants and ids become keys, so their form is checked.
 */
const onTheBus = z.looseObject({
  'detail-type': chars(128).regex(/^[a-z]+\.[A-Z][A-Za-z]*$/),
  detail: envelope.extend({
    eventId: z.string().regex(idPattern('evt_')),
    tenant: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/),
    data: z.looseObject({}),
  }),
});

export const eventBody = (id: string, type: string, timestamp: string, data: unknown): string =>
  JSON.stringify({ id, type, timestamp, data });

/**
 * Reads a message of the queue behind the bus. Throws for what is no event: no retry helps, and the dead letters keep it. An
 * event with more hops than the envelope allows is none.
 */
export const readPublicEvent = (message: string): PublicEvent => {
  const raw: unknown = JSON.parse(message);
  const { detail, 'detail-type': type } = onTheBus.parse(raw);
  // From the message and not from the schema's copy: nothing of it is left out or put in another order.
  const { data } = (raw as { readonly detail: { readonly data: unknown } }).detail;
  return {
    id: detail.eventId,
    tenant: detail.tenant,
    type,
    occurredAt: parseTime(detail.occurredAt) ?? 0,
    body: eventBody(detail.eventId, type, detail.occurredAt, shownData(type, data)),
    correlationId: detail.correlationId,
    hops: detail.hops,
  };
};
