import { assert } from '../../kernel/core/assert.ts';
import { TOKEN_SECONDS } from './access-token.ts';

/** A signing key of the ring: signs from `notBefore`, is published until `retireAt` (both in ms since the epoch). */
export interface RingKey {
  readonly keyId: string;
  readonly notBefore: number;
  readonly retireAt: number | null;
}
export type KeyRing = readonly RingKey[];

/**
 * A new key is published this long before it signs. The gateway may answer from a key set that it fetched two hours ago, and
 * must find there every key that signs. The rest is margin for our own caches.
 */
export const LEAD_MS = (2 * 60 + 15) * 60_000;
/** An old key stays published for as long as its last token lives, plus margin for skewed clocks and warm functions. */
export const LINGER_MS = TOKEN_SECONDS * 1000 + 15 * 60_000;

/** The ring before any rotation. */
export const foundingRing = (keyId: string): KeyRing => [{ keyId, notBefore: 0, retireAt: null }];

/** The keys that tokens may be verified with at `now`, those that sign only later included. */
export const publishedKeys = (ring: KeyRing, now: number): KeyRing =>
  ring.filter((key) => key.retireAt === null || key.retireAt > now);

/** The one key that signs at `now`: the latest whose time has come. */
export const signingKey = (ring: KeyRing, now: number): RingKey => {
  const [latest] = ring.filter((key) => key.notBefore <= now).sort((a, b) => b.notBefore - a.notBefore);
  assert(latest !== undefined, 'a key ring always holds a key that signs');
  return latest;
};

export type Rotation = { readonly ring: KeyRing } | { readonly refused: string };

/**
 * The ring with `keyId` as its next key. Both keys are published for more than two hours around the change, so that no token
 * is refused by a cache. Retired keys drop out.
 */
export const rotated = (ring: KeyRing, keyId: string, now: number): Rotation => {
  if (ring.some((key) => key.keyId === keyId)) return { refused: 'This key is in the ring already.' };
  if (ring.some((key) => key.notBefore > now)) return { refused: 'A rotation is under way. Wait until it has ended.' };
  const notBefore = now + LEAD_MS;
  const kept = publishedKeys(ring, now).map((key) => ({ ...key, retireAt: key.retireAt ?? notBefore + LINGER_MS }));
  return { ring: [...kept, { keyId, notBefore, retireAt: null }] };
};

/**
 * The ring after a key leaked: `keyId` alone, signing at once. Tokens of the old keys die as soon as caches notice; tokens of
 * the new one may be refused until then.
 */
export const replaced = (keyId: string, now: number): KeyRing => [{ keyId, notBefore: now, retireAt: null }];
