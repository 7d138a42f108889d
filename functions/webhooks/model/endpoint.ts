import { formatTime } from '../../kernel/values/time.ts';

/** Why an endpoint is disabled: it said 410, it failed for days, or its owner wants it so. */
export type DisabledReason = 'gone' | 'failing' | 'client';

/** A secret that was rotated away, and until when it signs. */
export interface OldSecret {
  readonly secretName: string;
  readonly until: number;
}

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
  /** Secrets before rotations, the latest first: each signs too until its promised time. */
  readonly previous: readonly OldSecret[];
  /** Counts changes, so that two at once cannot overwrite each other unseen. */
  readonly revision: number;
  /** The request that patched it last: one whose answer was lost finds out that it was it. */
  readonly patchedBy?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export const ENDPOINTS_MAX = 200;
/** Old secrets that sign at the same time: each is one more signature in a header. */
export const OLD_SECRETS_MAX = 5;

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

const promised = (previous: readonly OldSecret[], now: number): readonly OldSecret[] =>
  previous.filter(({ until }) => now < until);

/** The names of the secrets that sign at `now`, the present one first. */
export const signingSecrets = (
  { secretName, previous }: Pick<Endpoint, 'secretName' | 'previous'>,
  now: number,
): readonly string[] => [secretName, ...promised(previous, now).map((old) => old.secretName)];

/** The endpoint with a new secret; undefined where one more promise would be too many. */
export const rotated = (
  endpoint: Endpoint,
  secretName: string,
  overlapMs: number,
  now: number,
): Endpoint | undefined => {
  const last = overlapMs === 0 ? [] : [{ secretName: endpoint.secretName, until: now + overlapMs }];
  const previous = [...last, ...promised(endpoint.previous, now)];
  if (previous.length > OLD_SECRETS_MAX) return undefined;
  return { ...endpoint, secretName, previous, revision: endpoint.revision + 1 };
};
