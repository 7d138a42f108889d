import type { Clock } from '../../kernel/ports.ts';
import { foundingRing, type KeyRing, publishedKeys, signingKey } from '../model/key-ring.ts';
import { type PublicJwk, publicJwk } from '../model/public-jwk.ts';
import type { KeyRings } from '../store/key-rings.ts';
import type { KeyService } from '../store/key-service.ts';

/** For how long a warm function goes on with the ring it has read; the lead of a rotation is far longer. */
const RING_FRESH_MS = 60_000;

export interface SigningKeysDeps {
  readonly clock: Clock;
  readonly rings: Pick<KeyRings, 'read'>;
  readonly keys: Pick<KeyService, 'publicKey'>;
  /** The key that signs while the ring is still unwritten. */
  readonly foundingKeyId: string;
}

/** The keys in service. Holds nothing of a tenant's, so it may outlive a request. */
export class SigningKeys {
  readonly #deps: SigningKeysDeps;
  /** Public halves never change. */
  readonly #jwks = new Map<string, PublicJwk>();
  #ring: { readonly ring: KeyRing; readonly readAt: number } | undefined;

  constructor(deps: SigningKeysDeps) {
    this.#deps = deps;
  }

  /** What tokens may be verified with now. */
  async published(): Promise<readonly PublicJwk[]> {
    const ring = publishedKeys(await this.#current(), this.#deps.clock.now());
    return Promise.all(ring.map(({ keyId }) => this.#jwk(keyId)));
  }

  /** What signs now: the key service's id of it, and the `kid` that tokens name. */
  async signer(): Promise<{ readonly keyId: string; readonly kid: string }> {
    const { keyId } = signingKey(await this.#current(), this.#deps.clock.now());
    const { kid } = await this.#jwk(keyId);
    return { keyId, kid };
  }

  async #current(): Promise<KeyRing> {
    const now = this.#deps.clock.now();
    const held = this.#ring;
    if (held !== undefined && Math.abs(now - held.readAt) < RING_FRESH_MS) return held.ring;
    const written = await this.#deps.rings.read();
    const ring = written?.ring ?? foundingRing(this.#deps.foundingKeyId);
    this.#ring = { ring, readAt: now };
    return ring;
  }

  async #jwk(keyId: string): Promise<PublicJwk> {
    const held = this.#jwks.get(keyId);
    if (held !== undefined) return held;
    const jwk = publicJwk(await this.#deps.keys.publicKey(keyId));
    this.#jwks.set(keyId, jwk);
    return jwk;
  }
}
