import type { Clock } from '../../kernel/core/ports.ts';
import { formatTime } from '../../kernel/values/time.ts';
import type { ProvisionRequest, ShownRing } from '../contract/provision.ts';
import type { KeyService } from '../kms/key-service.ts';
import { foundingRing, type KeyRing, replaced, rotated } from '../model/key-ring.ts';
import { publicJwk } from '../model/public-jwk.ts';
import type { KeyRings, WrittenRing } from '../store/commit/key-rings.ts';
import { ProvisionError } from './provision-tenant.ts';

export type RotateRequest = Extract<ProvisionRequest, { readonly action: 'rotate-signing-key' }>;

export interface RingDeps {
  readonly clock: Clock;
  readonly rings: KeyRings;
  readonly keys: Pick<KeyService, 'publicKey'>;
  readonly foundingKeyId: string;
}

const current = async ({ rings, foundingKeyId }: RingDeps): Promise<WrittenRing> =>
  (await rings.read()) ?? { ring: foundingRing(foundingKeyId), revision: 0 };

/** Asks for each public key, which also proves that the key exists, is RSA, and may be used. */
const shown = async ({ keys }: RingDeps, ring: KeyRing): Promise<ShownRing> => ({
  keys: await Promise.all(
    ring.map(async ({ keyId, notBefore, retireAt }) => ({
      keyId,
      kid: publicJwk(await keys.publicKey(keyId)).kid,
      signsFrom: formatTime(notBefore),
      publishedUntil: retireAt === null ? null : formatTime(retireAt),
    })),
  ),
});

const next = (ring: KeyRing, request: RotateRequest, now: number): KeyRing => {
  if (request.emergency === true) return replaced(request.keyId, now);
  const rotation = rotated(ring, request.keyId, now);
  if ('refused' in rotation) throw new ProvisionError(rotation.refused);
  return rotation.ring;
};

/** The ring in force. */
export const showSigningKeys = async (deps: RingDeps): Promise<ShownRing> => shown(deps, (await current(deps)).ring);

/** Brings a new signing key into the ring; the timetable is key-ring.ts's. Throws `ProvisionError` where it cannot. */
export const rotateSigningKey = async (deps: RingDeps, request: RotateRequest): Promise<ShownRing> => {
  const { ring, revision } = await current(deps);
  const coming = next(ring, request, deps.clock.now());
  const answer = await shown(deps, coming);
  if (!(await deps.rings.write(coming, revision)))
    throw new ProvisionError('The ring has changed meanwhile. Ask again.');
  return answer;
};
