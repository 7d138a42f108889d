import { createPublicKey, type KeyObject } from 'node:crypto';

/** As API Gateway caches them: a rotation has to overlap for longer than this. */
const CACHE_MS = 2 * 60 * 60_000;
/** After a failed fetch, everybody gets the same failure for this long. */
const FAILURE_MS = 1_000;
const FETCH_TIMEOUT_MS = 10_000;
const MAX_KEYS = 100;

const fetchJson = async (url: string): Promise<Readonly<Record<string, unknown>>> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.json()) as Readonly<Record<string, unknown>>;
};

const keysOf = (document: Readonly<Record<string, unknown>>): ReadonlyMap<string, KeyObject> => {
  const keys = new Map<string, KeyObject>();
  for (const jwk of Array.isArray(document.keys) ? document.keys.slice(0, MAX_KEYS) : []) {
    if (jwk?.kty !== 'RSA' || typeof jwk.kid !== 'string') continue;
    keys.set(jwk.kid, createPublicKey({ key: jwk, format: 'jwk' }));
  }
  return keys;
};

/** The signing keys of one issuer, found through its discovery document. */
export class IssuerKeys {
  readonly #issuer: string;
  readonly #now: () => number;
  #keys: Promise<ReadonlyMap<string, KeyObject>> | undefined;
  #goodUntil = 0;

  constructor(issuer: string, now: () => number = Date.now) {
    this.#issuer = issuer;
    this.#now = now;
  }

  /**
   * The key, or undefined when the issuer has none of that id. However many ask, there is one fetch at a time; an unknown id
   * does not cause another one before the cache is out of date.
   */
  async key(kid: string): Promise<KeyObject | undefined> {
    if (this.#keys === undefined || this.#now() >= this.#goodUntil) {
      this.#goodUntil = this.#now() + CACHE_MS;
      this.#keys = this.#fetch();
      this.#keys.catch(() => {
        this.#goodUntil = this.#now() + FAILURE_MS;
      });
    }
    return (await this.#keys).get(kid);
  }

  async #fetch(): Promise<ReadonlyMap<string, KeyObject>> {
    const discovery = await fetchJson(`${this.#issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    return keysOf(await fetchJson(String(discovery.jwks_uri)));
  }
}
