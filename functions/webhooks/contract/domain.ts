import { defineDomain } from '../../kernel/core/domain.ts';
import { webhooksOperations } from './api.ts';
import { DATA } from './data.ts';
import { webhooksEvents } from './events.ts';

/** Endpoints, signed deliveries, and the public feed of events. */
export const webhooks = defineDomain({
  name: 'webhooks',
  purpose: 'The public feed of events, and the endpoints of clients that they are sent to, signed.',
  operations: webhooksOperations,
  events: webhooksEvents,
  scopes: {
    'webhooks:read': 'Read webhook endpoints and deliveries.',
    'webhooks:write': 'Change webhook endpoints, redeliver.',
    'events:read': 'Read the public event feed.',
  },
  outcomes: 'webhooks:read',
  data: DATA,
  functions: {
    api: 'http',
    'on-event': 'queue',
    'fan-out': 'stream',
    deliver: 'queue',
    due: 'schedule',
    relay: 'stream',
  },
});
