import * as z from 'zod';

/**
 * The environment of webhooks' functions. The stack sets exactly these names, and the code reads no others of its own, so the
 * two cannot drift apart.
 */
export const webhooksEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** The bus that the relay publishes on. */
  BUS_NAME: z.string().min(1),
  /** The HMAC key (KMS) behind the signatures of cursors. */
  CURSOR_KEY_ID: z.string().min(1),
  /** The base URL of the API: its port is no target even where loopback is. */
  API_URL: z.url(),
  /** `true` lets `http://127.0.0.1:<port>` be a target: for one machine only. */
  ALLOW_LOOPBACK_HTTP: z.enum(['true', 'false']),
  /** The endpoint variables of the SDK, set where the services run on this machine: their ports are no targets either. */
  AWS_ENDPOINT_URL: z.url().optional(),
  AWS_ENDPOINT_URL_DYNAMODB: z.url().optional(),
  /** All ports of the local cloud, which says so itself: `4000,4001`. */
  FOLIO_OWN_PORTS: z
    .string()
    .regex(/^\d+(?:,\d+)*$/)
    .optional(),
});
export type WebhooksEnv = Omit<
  z.infer<typeof webhooksEnv>,
  'AWS_ENDPOINT_URL' | 'AWS_ENDPOINT_URL_DYNAMODB' | 'FOLIO_OWN_PORTS'
>;

/** Of the functions that create endpoints or sign: the HMAC key (KMS) that secrets are derived with. It is never replaced. */
export const secretEnv = z.object({ SECRET_KEY_ID: z.string().min(1) });
export type SecretEnv = z.infer<typeof secretEnv>;

/** Of the functions that put attempts into a queue, by their lanes. */
export const queueEnv = z.object({ BRISK_QUEUE_URL: z.url(), PATIENT_QUEUE_URL: z.url() });
export type QueueEnv = z.infer<typeof queueEnv>;

/** Of the two functions that make attempts: which of the two it is. */
export const laneEnv = z.object({ LANE: z.enum(['brisk', 'patient']) });
export type LaneEnv = z.infer<typeof laneEnv>;
