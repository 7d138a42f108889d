import * as z from 'zod';
import type { DisabledReason, Endpoint } from '../model/endpoint.ts';
import { type Item, int, maybeInt, n, s, str } from './attributes.ts';
import { tenantOf } from './keys.ts';

const REASONS: readonly DisabledReason[] = ['gone', 'failing', 'client'];
const patterns = z.array(z.string());

/** What may change of an endpoint. */
export const endpointAttributes = (endpoint: Endpoint): Item => ({
  url: s(endpoint.url),
  events: s(JSON.stringify(endpoint.events)),
  enabled: { BOOL: endpoint.enabled },
  secretName: s(endpoint.secretName),
  revision: n(endpoint.revision),
  createdAt: n(endpoint.createdAt),
  ...(endpoint.description === undefined ? {} : { description: s(endpoint.description) }),
  ...(endpoint.disabledReason === undefined ? {} : { disabledReason: s(endpoint.disabledReason) }),
  ...(endpoint.previous === undefined
    ? {}
    : { previous: s(endpoint.previous.secretName), previousUntil: n(endpoint.previous.until) }),
});

/** Attributes that an endpoint may lack, and that an update therefore takes away. */
export const OPTIONAL = ['description', 'disabledReason', 'previous', 'previousUntil'] as const;

export const readEndpoint = (item: Item): Endpoint => ({
  id: str(item, 'sk'),
  tenant: tenantOf(str(item, 'pk')),
  url: str(item, 'url'),
  events: patterns.parse(JSON.parse(str(item, 'events'))),
  description: item.description?.S,
  enabled: item.enabled?.BOOL === true,
  // A reason of a later release, met after a rollback, is one that we do not know: the endpoint stays disabled.
  disabledReason: REASONS.find((reason) => reason === item.disabledReason?.S),
  secretName: str(item, 'secretName'),
  previous:
    item.previous?.S === undefined
      ? undefined
      : { secretName: item.previous.S, until: maybeInt(item, 'previousUntil') ?? 0 },
  revision: int(item, 'revision'),
  createdAt: int(item, 'createdAt'),
});
