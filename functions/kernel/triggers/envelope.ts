import * as z from 'zod';
import { assert } from '../core/assert.ts';
import { chars } from '../values/bounded.ts';

/** An event that was caused by events that were caused by events ...: more of it than this is a loop. */
export const HOPS_MAX = 8;

/** Tenants and ids of events, changes and requests. */
const MARK_CHARS_MAX = 256;

/** What every event carries around its data. Readers ignore what they do not know. */
export const envelope = z.looseObject({
  eventId: chars(MARK_CHARS_MAX),
  tenant: chars(MARK_CHARS_MAX),
  occurredAt: z.iso.datetime({ precision: 3 }),
  version: z.int().min(1),
  /** The request that started it all. */
  correlationId: chars(MARK_CHARS_MAX),
  /** The change or event that this one follows from. */
  causationId: chars(MARK_CHARS_MAX),
  hops: z.int().min(0).max(HOPS_MAX),
});
export type Envelope = z.infer<typeof envelope>;

/** Too many hops: refused and alarmed, never passed on. */
export class TooManyHops extends Error {
  override readonly name = 'TooManyHops';
}

/** The links of an event that follows from `cause`. @throws TooManyHops where the chain is a loop */
export const follow = (cause: Envelope): Pick<Envelope, 'tenant' | 'correlationId' | 'causationId' | 'hops'> => {
  assert(cause.hops >= 0, 'hops are counted from zero');
  if (cause.hops >= HOPS_MAX) throw new TooManyHops(`event ${cause.eventId} has ${cause.hops} hops`);
  const { tenant, correlationId, eventId, hops } = cause;
  return { tenant, correlationId, causationId: eventId, hops: hops + 1 };
};
