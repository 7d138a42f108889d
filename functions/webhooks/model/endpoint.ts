import { formatTime } from '../../kernel/time.ts';

/** Why an endpoint is disabled: it said 410, it failed for days, or its owner wants it so. */
export type DisabledReason = 'gone' | 'failing' | 'client';

/** Where a tenant wants events sent. */
export interface Endpoint {
  readonly id: string;
  readonly tenant: string;
  readonly url: string;
  /** Types, `<domain>.*` or `*`. */
  readonly events: readonly string[];
  readonly description: string | undefined;
  readonly enabled: boolean;
  readonly disabledReason: DisabledReason | undefined;
  /** What its secret is derived from: the receipt of the request that it was given out to. See webhook-secret.ts. */
  readonly secretName: string;
  /** The secret before a rotation, which signs too until then. */
  readonly previous: { readonly secretName: string; readonly until: number } | undefined;
  /** Counts changes, so that two at once cannot overwrite each other unseen. */
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export const ENDPOINTS_MAX = 200;

/** What the API shows of an endpoint; never its secret. */
export const endpointView = (endpoint: Endpoint) => ({
  id: endpoint.id,
  url: endpoint.url,
  events: endpoint.events,
  description: endpoint.description ?? null,
  enabled: endpoint.enabled,
  disabledReason: endpoint.disabledReason ?? null,
  createdAt: formatTime(endpoint.createdAt),
});
export type EndpointView = ReturnType<typeof endpointView>;

/** The names of the secrets that sign at `now`, the present one first. */
export const signingSecrets = ({ secretName, previous }: Endpoint, now: number): readonly string[] =>
  previous !== undefined && now < previous.until ? [secretName, previous.secretName] : [secretName];
