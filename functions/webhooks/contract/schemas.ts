import * as z from 'zod';
import { pageOf, pageShape } from '../../kernel/http/paging.ts';
import { chars, list } from '../../kernel/values/bounded.ts';
import { idPattern } from '../../kernel/values/ids.ts';
import { text } from '../../kernel/values/text.ts';
import { timeOut } from '../../kernel/values/time.ts';
import { PATTERN } from './event-pattern.ts';

/** Secrets overlap for a day unless said, and no longer than a week: a rotation after a leak needs an end. */
export const OVERLAP_DEFAULT_SECONDS = 86_400;
export const OVERLAP_MAX_SECONDS = 604_800;
const URL_CHARS_MAX = 2048;
const PATTERNS_MAX = 50;

const endpointId = z.string().regex(idPattern('we_')).meta({ description: 'The id of a webhook endpoint.' });
const deliveryId = z.string().regex(idPattern('dlv_')).meta({ description: 'The id of a delivery.' });
export const endpointPath = z.strictObject({ id: endpointId });
export const deliveryPath = z.strictObject({ id: deliveryId });

/** A type of event, all of a domain's, or all. Which exist, the function knows from its environment. */
const pattern = chars(100).regex(PATTERN, { error: 'An event type, <domain>.* or *.' });
const patterns = list(pattern, { min: 1, max: PATTERNS_MAX })
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
    secret: z.string().meta({
      description:
        'whsec_ and base64: shown to the client that asked, and kept nowhere; store it now. Empty where another client repeats the request.',
    }),
    createdAt: timeOut,
  })
  .meta({ id: 'WebhookEndpointWithSecret' });

const attempt = z
  .strictObject({
    at: timeOut,
    url: z.string().nullable().meta({
      description:
        'Where it went: the host, and no path or query, which may hold a key. Null for an attempt that was not made.',
    }),
    bytes: z.int().nullable().meta({ description: 'How long the body was. Null for an attempt that was not made.' }),
    status: z.int().nullable().meta({ description: 'Null where no answer came.' }),
    latencyMs: z.int(),
    error: z
      .string()
      .nullable()
      .meta({
        description:
          'Null for a success. slow: no answer within a second, so the same try is made again with the whole 10. circuit-open: not made, since the endpoint is down. host-limit: not made, since too many of your attempts at this host fail.',
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

export const webhookEndpointList = pageOf('WebhookEndpointList', webhookEndpoint);
export const webhookDeliveryList = pageOf('WebhookDeliveryList', webhookDelivery);
export const eventList = pageOf('EventList', publicEvent);

const { limit, cursor } = pageShape;
export const page = z.strictObject(pageShape);
export const eventsPage = z.strictObject({
  limit,
  after: cursor.meta({ description: 'The id of the last event that you have, or the nextCursor of the page before.' }),
  cursor: cursor.meta({ description: 'The same as after.' }),
  type: chars(100)
    .min(1)
    .optional()
    .meta({ description: 'Only this type, or <domain>.*', examples: ['ledger.*'] }),
});
