import { describe, expect, test } from '@jest/globals';
import { TOKEN_SECONDS } from '../../../functions/identity/model/access-token.ts';
import {
  foundingRing,
  type KeyRing,
  LEAD_MS,
  LINGER_MS,
  publishedKeys,
  replaced,
  rotated,
  signingKey,
} from '../../../functions/identity/model/key-ring.ts';

const NOW = 1_795_000_000_000;
const GATEWAY_CACHE_MS = 2 * 60 * 60_000;

const ringAfter = (ring: KeyRing, keyId: string, now: number): KeyRing => {
  const rotation = rotated(ring, keyId, now);
  if ('refused' in rotation) throw new Error(rotation.refused);
  return rotation.ring;
};
const ids = (ring: KeyRing): readonly string[] => ring.map((key) => key.keyId);

describe('the key ring', () => {
  test('holds the founding key from the beginning', () => {
    expect(signingKey(foundingRing('a'), 0).keyId).toBe('a');
  });

  test('publishes a new key for more than the gateway’s cache before it signs', () => {
    const ring = ringAfter(foundingRing('a'), 'b', NOW);
    expect(ids(publishedKeys(ring, NOW))).toEqual(['a', 'b']);
    expect(signingKey(ring, NOW + GATEWAY_CACHE_MS).keyId).toBe('a');
    expect(signingKey(ring, NOW + LEAD_MS).keyId).toBe('b');
  });

  test('publishes an old key until its last token has ended', () => {
    const ring = ringAfter(foundingRing('a'), 'b', NOW);
    const lastTokenEnds = NOW + LEAD_MS + TOKEN_SECONDS * 1000;
    expect(ids(publishedKeys(ring, lastTokenEnds))).toEqual(['a', 'b']);
    expect(ids(publishedKeys(ring, NOW + LEAD_MS + LINGER_MS))).toEqual(['b']);
  });

  test('at every minute around two rotations the signing key is published, and was two hours before', () => {
    const once = ringAfter(foundingRing('a'), 'b', NOW);
    const later = NOW + LEAD_MS + LINGER_MS + 60_000;
    const twice = ringAfter(once, 'c', later);
    for (let now = later; now < later + 2 * LEAD_MS; now += 60_000) {
      const signer = signingKey(twice, now).keyId;
      expect(ids(publishedKeys(twice, now))).toContain(signer);
      const earlier = now - GATEWAY_CACHE_MS;
      expect(ids(publishedKeys(earlier < later ? once : twice, earlier))).toContain(signer);
    }
  });

  test('drops keys whose time is over at the next rotation', () => {
    const once = ringAfter(foundingRing('a'), 'b', NOW);
    expect(ids(ringAfter(once, 'c', NOW + LEAD_MS + LINGER_MS))).toEqual(['b', 'c']);
  });

  test('lets a key that is on its way out go when it was to go, whatever comes in meanwhile', () => {
    const once = ringAfter(foundingRing('a'), 'b', NOW);
    const [leaving] = once;
    const twice = ringAfter(once, 'c', NOW + LEAD_MS);
    expect(twice[0]).toEqual(leaving);
    expect(ids(publishedKeys(twice, NOW + LEAD_MS + LINGER_MS))).toEqual(['b', 'c']);
  });

  test('takes no second rotation while one is under way, and no key twice', () => {
    const ring = ringAfter(foundingRing('a'), 'b', NOW);
    expect(rotated(ring, 'c', NOW + LEAD_MS - 1)).toHaveProperty('refused');
    expect(rotated(ring, 'b', NOW + LEAD_MS)).toHaveProperty('refused');
  });

  test('after a leak holds the new key alone, signing at once', () => {
    const ring = replaced('b', NOW);
    expect([signingKey(ring, NOW).keyId, ids(publishedKeys(ring, NOW))]).toEqual(['b', ['b']]);
  });
});
