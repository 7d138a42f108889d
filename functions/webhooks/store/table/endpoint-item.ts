import * as z from 'zod';
import { type Item, int, maybeInt, n, s, str } from '../../../kernel/aws/attributes.ts';
import type { DisabledReason, Endpoint, OldSecret } from '../../model/endpoint.ts';
import { tenantOf } from './keys.ts';

const REASONS: readonly DisabledReason[] = ['gone', 'failing', 'client'];
const patterns = z.array(z.string());

const earlier = z.array(z.object({ secretName: z.string(), until: z.number() }));

/** The latest old secret has attributes of its own: the form of when there was only one. */
const oldSecrets = ([latest, ...others]: readonly OldSecret[]): Item =>
  latest === undefined
    ? {}
    : {
        previous: s(latest.secretName),
        previousUntil: n(latest.until),
        ...(others.length === 0 ? {} : { earlier: s(JSON.stringify(others)) }),
      };

const readOldSecrets = (item: Item): readonly OldSecret[] => {
  const latest = item.previous?.S;
  return [
    ...(latest === undefined ? [] : [{ secretName: latest, until: maybeInt(item, 'previousUntil') ?? 0 }]),
    ...(item.earlier?.S === undefined ? [] : earlier.parse(JSON.parse(item.earlier.S))),
  ];
};

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
  ...(endpoint.patchedBy === undefined ? {} : { patchedBy: s(endpoint.patchedBy) }),
  ...oldSecrets(endpoint.previous),
});

/** Attributes that an endpoint may lack, and that an update therefore takes away. */
export const OPTIONAL = ['description', 'disabledReason', 'previous', 'previousUntil', 'earlier'] as const;

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
  previous: readOldSecrets(item),
  patchedBy: item.patchedBy?.S,
  revision: int(item, 'revision'),
  createdAt: int(item, 'createdAt'),
});
