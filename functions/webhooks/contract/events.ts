import * as z from 'zod';
import { chars, list } from '../../kernel/values/bounded.ts';

/** The events of webhooks: what others may rely on. See functions/ledger/contract/events.ts for the rules. */
export interface EventContract {
  readonly source: 'webhooks';
  readonly detailType: `webhooks.${string}`;
  readonly version: number;
  readonly public: boolean;
  /** What `data` of the envelope holds. */
  readonly data: z.ZodType;
}

const time = z.iso.datetime({ precision: 3 });

const endpoint = z.looseObject({
  id: chars(30),
  /** Its host alone: a path or query may hold a key. */
  url: chars(2_048),
  events: list(chars(100), { min: 1, max: 50 }),
  enabled: z.literal(false),
  disabledReason: z.enum(['gone', 'failing']),
  createdAt: time,
});

export const webhooksEvents = {
  /**
   * An endpoint gets nothing any more: it answered 410 (`gone`), or nothing succeeded for 5 days (`failing`). What happens from
   * now on is in the feed, and comes no more by itself once the endpoint is enabled again.
   */
  EndpointDisabled: {
    source: 'webhooks',
    detailType: 'webhooks.EndpointDisabled',
    version: 1,
    public: true,
    data: z.looseObject({ endpoint, deliveryId: chars(30) }),
  },
} as const satisfies Readonly<Record<string, EventContract>>;

export type WebhooksEventName = keyof typeof webhooksEvents;
