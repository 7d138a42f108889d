import * as z from 'zod';
import { common, says } from '../../kernel/common-problems.ts';
import { idPattern } from '../../kernel/ids.ts';
import { text } from '../../kernel/text.ts';
import { timeOut } from '../../kernel/time.ts';
import { PATTERN } from './event-pattern.ts';

/** Secrets overlap for a day unless said, and no longer than a week: whoever rotates after a leak wants an end. */
export const OVERLAP_DEFAULT_SECONDS = 86_400;
export const OVERLAP_MAX_SECONDS = 604_800;
const URL_CHARS_MAX = 2048;
const PATTERNS_MAX = 50;

const endpointId = z.string().regex(idPattern('we_')).meta({ description: 'The id of a webhook endpoint.' });
const deliveryId = z.string().regex(idPattern('dlv_')).meta({ description: 'The id of a delivery.' });
export const endpointPath = z.strictObject({ id: endpointId });
export const deliveryPath = z.strictObject({ id: deliveryId });

/** A type of event, all of a domain's, or all. A type that does not exist yet is allowed: it may come. */
const pattern = z.string().max(100).regex(PATTERN, { error: 'An event type, <domain>.* or *.' });
const patterns = z
  .array(pattern)
  .min(1)
  .max(PATTERNS_MAX)
  .refine((list) => new Set(list).size === list.length, { error: 'Name each type once.' })
  .meta({ uniqueItems: true, examples: [['ledger.*']] });
const url = text(URL_CHARS_MAX).meta({ examples: ['https://hooks.example.com/folio'] });
const description = text(500);

export const newWebhookEndpoint = z
  .strictObject({ url, events: patterns, description: description.optional() })
  .meta({ id: 'NewWebhookEndpoint' });

export const webhookEndpointPatch = z
  .strictObject({
    url: url.optional(),
    events: patterns.optional(),
    description: description.nullable().optional(),
    enabled: z.boolean().optional(),
  })
  .meta({ id: 'WebhookEndpointPatch' });

export const secretRotation = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(OVERLAP_MAX_SECONDS)
      .optional()
      .meta({ description: 'For how long the old secret signs too; 86,400 unless said.' }),
  })
  .meta({ id: 'WebhookSecretRotation' });

const endpointShape = {
  id: endpointId,
  url: z.string(),
  events: z.array(z.string()),
  description: z.string().nullable(),
  enabled: z.boolean(),
  disabledReason: z
    .enum(['gone', 'failing', 'client'])
    .nullable()
    .meta({ description: 'gone: it answered 410; failing: no success for 5 days; client: you disabled it.' }),
};
export const webhookEndpoint = z.strictObject({ ...endpointShape, createdAt: timeOut }).meta({ id: 'WebhookEndpoint' });
export const webhookEndpointWithSecret = z
  .strictObject({
    ...endpointShape,
    secret: z.string().meta({ description: 'whsec_ and base64: shown once and kept nowhere; store it now.' }),
    createdAt: timeOut,
  })
  .meta({ id: 'WebhookEndpointWithSecret' });

const attempt = z
  .strictObject({
    at: timeOut,
    url: z.string().nullable().meta({
      description: 'Where it went, without the query, cut to 300 characters. Null for an attempt that was not made.',
    }),
    bytes: z.int().nullable().meta({ description: 'How long the body was. Null for an attempt that was not made.' }),
    status: z.int().nullable().meta({ description: 'Null where no answer came.' }),
    latencyMs: z.int(),
    error: z
      .string()
      .nullable()
      .meta({
        description:
          'Null for a success. slow: no answer within a second, so the same try is made again with the whole 10. circuit-open: not made, since the endpoint is down.',
        examples: ['timeout'],
      }),
    body: z.string().nullable().meta({ description: 'What came back, cut to 1,000 characters.' }),
  })
  .meta({ id: 'WebhookAttempt' });

export const webhookDelivery = z
  .strictObject({
    id: deliveryId,
    endpointId,
    eventId: z.string(),
    eventType: z.string(),
    state: z.enum(['pending', 'delivered', 'parked', 'canceled']),
    attemptCount: z.int(),
    attempts: z.array(attempt).meta({ description: 'The last 20, oldest first.' }),
    nextAttemptAt: z.string().nullable().meta({ format: 'date-time' }),
    createdAt: timeOut,
  })
  .meta({ id: 'WebhookDelivery' });

export const publicEvent = z
  .strictObject({ id: z.string(), type: z.string(), timestamp: timeOut, data: z.unknown() })
  .meta({ id: 'Event' });

const nextCursor = z.string().nullable().meta({ description: 'Null on the last page.' });
const pageOf = <T extends z.ZodType>(id: string, one: T) =>
  z.strictObject({ data: z.array(one), nextCursor }).meta({ id });
export const webhookEndpointList = pageOf('WebhookEndpointList', webhookEndpoint);
export const webhookDeliveryList = pageOf('WebhookDeliveryList', webhookDelivery);
export const eventList = pageOf('EventList', publicEvent);

const limit = z
  .string()
  .regex(/^(?:[1-9][0-9]?|100)$/)
  .optional()
  .meta({ description: 'Objects per page, 1 to 100; 25 unless said.', examples: ['25'] });
const cursor = z
  .string()
  .regex(/^[\x21-\x7e]{1,4096}$/, {
    error: says(common['cursor-invalid'], 'This cursor did not come from this list with these filters.'),
  })
  .optional();
export const page = z.strictObject({
  limit,
  cursor: cursor.meta({ description: 'The nextCursor of the page before.' }),
});
export const eventsPage = z.strictObject({
  limit,
  after: cursor.meta({ description: 'The id of the last event that you have, or the nextCursor of the page before.' }),
  cursor: cursor.meta({ description: 'The same as after.' }),
  // Like any other filter: what names no type gives an empty list.
  type: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Only this type, or <domain>.*', examples: ['ledger.*'] }),
});
