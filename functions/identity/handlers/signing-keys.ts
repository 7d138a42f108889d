import type { Clock } from '../../kernel/core/ports.ts';
import type { KeyService } from '../kms/key-service.ts';
import { foundingRing, type KeyRing, publishedKeys, signingKey } from '../model/key-ring.ts';
import { type PublicJwk, publicJwk } from '../model/public-jwk.ts';
import type { KeyRings } from '../store/commit/key-rings.ts';

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
  /** Public halves never change. What could not be read is not kept. */
  readonly #jwks = new Map<string, Promise<PublicJwk>>();
  #ring: { readonly ring: Promise<KeyRing>; readonly readAt: number } | undefined;
  #preparing: Promise<unknown> | undefined;

  constructor(deps: SigningKeysDeps) {
    this.#deps = deps;
  }

  /**
   * Begins to read what the first request needs: the ring and, at the same time, the founding key, which also opens the
   * connection to the key service. One after the other they might be late for the gateway, which waits 1.5 s for the key set,
   * a cold start included. What fails here, the first request tries again.
   */
  prepare(): void {
    this.#preparing = Promise.allSettled([this.#current(), this.#jwk(this.#deps.foundingKeyId)]);
  }

  /** What tokens may be verified with now. */
  async published(): Promise<readonly PublicJwk[]> {
    await this.#preparing;
    const ring = publishedKeys(await this.#current(), this.#deps.clock.now());
    return Promise.all(ring.map(({ keyId }) => this.#jwk(keyId)));
  }

  /** What signs now: the key service's id of it, and the `kid` that tokens name. */
  async signer(): Promise<{ readonly keyId: string; readonly kid: string }> {
    await this.#preparing;
    const { keyId } = signingKey(await this.#current(), this.#deps.clock.now());
    const { kid } = await this.#jwk(keyId);
    return { keyId, kid };
  }

  #current(): Promise<KeyRing> {
    const now = this.#deps.clock.now();
    const held = this.#ring;
    if (held !== undefined && Math.abs(now - held.readAt) < RING_FRESH_MS) return held.ring;
    const ring = this.#read();
    const reading = { ring, readAt: now };
    this.#ring = reading;
    ring.catch(() => {
      if (this.#ring === reading) this.#ring = undefined;
    });
    return ring;
  }

  async #read(): Promise<KeyRing> {
    return (await this.#deps.rings.read())?.ring ?? foundingRing(this.#deps.foundingKeyId);
  }

  #jwk(keyId: string): Promise<PublicJwk> {
    const held = this.#jwks.get(keyId);
    if (held !== undefined) return held;
    const jwk = this.#deps.keys.publicKey(keyId).then(publicJwk);
    this.#jwks.set(keyId, jwk);
    jwk.catch(() => this.#jwks.delete(keyId));
    return jwk;
  }
}
