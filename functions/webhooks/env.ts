import * as z from 'zod';

/**
 * The environment of webhooks' functions. The stack sets exactly these names, and the code reads no others of its own, so the
 * two cannot drift apart.
 */
export const webhooksEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** The bus that the relay publishes on. */
  BUS_NAME: z.string().min(1),
  /** Partitions of the `due` index that deliveries are spread over; all that there can be are read. */
  DUE_SHARDS: z.enum(['8', '64']),
  /** The base URL of the API: its port is no target even where loopback is. */
  API_URL: z.url(),
  /** `true` lets `http://127.0.0.1:<port>` be a target: for one machine only. */
  ALLOW_LOOPBACK_HTTP: z.enum(['true', 'false']),
  /** Whether functions reach addresses of IPv6; those of Lambda outside of a VPC do not. */
  IPV6: z.enum(['true', 'false']),
  /** The endpoint variables of the SDK, set where the services run on this machine: their ports are no targets either. */
  AWS_ENDPOINT_URL: z.url().optional(),
  AWS_ENDPOINT_URL_DYNAMODB: z.url().optional(),
  /** All ports of the local cloud, which says so itself: `4000,4001`. */
  FOLIO_OWN_PORTS: z
    .string()
    .regex(/^\d+(?:,\d+)*$/)
    .optional(),
  /** The ports of this machine that the operator lets webhooks go to: `4810,9000-9010`. Absent: none. */
  FOLIO_WEBHOOK_PORTS: z
    .string()
    .regex(/^\d{1,5}(?:-\d{1,5})?(?:,\d{1,5}(?:-\d{1,5})?){0,63}$/)
    .optional(),
});
export type WebhooksEnv = Omit<
  z.infer<typeof webhooksEnv>,
  'AWS_ENDPOINT_URL' | 'AWS_ENDPOINT_URL_DYNAMODB' | 'FOLIO_OWN_PORTS' | 'FOLIO_WEBHOOK_PORTS'
>;

/** Of the functions that create endpoints or sign: the HMAC key (KMS) that secrets are derived with. It is never replaced. */
export const secretEnv = z.object({ SECRET_KEY_ID: z.string().min(1) });
export type SecretEnv = z.infer<typeof secretEnv>;

/** Of the API: the types of all public events, of whatever domain, from the contracts that the stack is made of. */
export const eventsEnv = z.object({
  EVENT_TYPES: z
    .string()
    .min(1)
    .transform((text): ReadonlySet<string> => new Set(text.split(','))),
});
export type EventsEnv = z.input<typeof eventsEnv>;

/** Of the functions that put attempts into a queue, by their lanes. */
export const queueEnv = z.object({ BRISK_QUEUE_URL: z.url(), PATIENT_QUEUE_URL: z.url() });
export type QueueEnv = z.infer<typeof queueEnv>;

/** Of the two functions that make attempts: which of the two it is. */
export const laneEnv = z.object({
  LANE: z.enum(['brisk', 'patient']),
  /** Runs that one tenant may have at the same time. */
  TENANT_RUNS: z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/)
    .optional(),
});
export type LaneEnv = z.infer<typeof laneEnv>;

/** Of the API, whose lists have cursors: the HMAC key (KMS) that signs them. */
export const cursorEnv = z.object({ CURSOR_KEY_ID: z.string().min(1) });
export type CursorEnv = z.infer<typeof cursorEnv>;
