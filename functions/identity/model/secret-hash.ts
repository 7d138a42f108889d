import { scrypt as nodeScrypt, timingSafeEqual } from 'node:crypto';
import { assert } from '../../kernel/core/assert.ts';

/**
 * scrypt's cost. A secret is 256 random bits, which no search can find whatever a guess costs. So the cost keeps a stolen table
 * unattractive and a token request cheap: about 10 ms and 4 MiB. See docs/adr for the reasoning and for how to raise it: the
 * parameters are stored with each hash, so old hashes stay valid.
 */
export const COST = { N: 4096, r: 8, p: 1 } as const;
const LENGTH = 32;
const SALT_BYTES = 16;
/** Longer than any secret of ours; the rest of a longer guess would be hashed for nothing. */
export const SECRET_CHARS_MAX = 256;

export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** What is stored of a secret. The salt belongs to the client and outlives rotations: one scrypt run then tests both secrets. */
export interface SecretHash {
  readonly cost: ScryptCost;
  readonly salt: string;
  readonly digest: string;
}

/** 32 bytes of scrypt (RFC 7914): a port, since it runs on threads of its own, whose order no simulation decides. */
export type Scrypt = (secret: string, salt: Uint8Array, cost: ScryptCost) => Promise<Uint8Array>;

export const liveScrypt: Scrypt = (secret, salt, { N, r, p }) =>
  new Promise((resolve, reject) => {
    nodeScrypt(secret, salt, LENGTH, { N, r, p }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });

const digestOf = async (scrypt: Scrypt, secret: string, salt: string, cost: ScryptCost): Promise<string> =>
  Buffer.from(await scrypt(secret, Buffer.from(salt, 'base64url'), cost)).toString('base64url');

/** Hashes a secret under the present cost and `salt` (16 random bytes), or under the salt and cost of an earlier hash. */
export const hashSecret = async (scrypt: Scrypt, secret: string, salt: Uint8Array): Promise<SecretHash> => {
  assert(salt.length === SALT_BYTES, 'a salt has 16 bytes');
  const text = Buffer.from(salt).toString('base64url');
  return { cost: COST, salt: text, digest: await digestOf(scrypt, secret, text, COST) };
};

/** The digest of another secret of the same client: the same salt, so that one run of scrypt serves both. */
export const rehash = async (scrypt: Scrypt, secret: string, like: SecretHash): Promise<SecretHash> => ({
  ...like,
  digest: await digestOf(scrypt, secret, like.salt, like.cost),
});

/** Tested in place of an unknown client's hash, so that a guess takes as long whether the client exists or not. */
export const NOBODY: SecretHash = {
  cost: COST,
  salt: Buffer.alloc(SALT_BYTES).toString('base64url'),
  digest: Buffer.alloc(LENGTH).toString('base64url'),
};

const same = (a: string, b: string): boolean =>
  timingSafeEqual(Buffer.from(a, 'base64url'), Buffer.from(b, 'base64url'));

/** Which secret of a client it is. */
export type Opened = 'present' | 'previous';

/**
 * Whether `secret` is the one behind `hash` or behind the digest `previous` under the same salt, and which; undefined for
 * neither. Always one run of scrypt and two comparisons in constant time, whatever the outcome.
 */
export const openedBy = async (
  scrypt: Scrypt,
  secret: string,
  hash: SecretHash,
  previous: string | undefined,
): Promise<Opened | undefined> => {
  const digest = await digestOf(scrypt, secret.slice(0, SECRET_CHARS_MAX + 1), hash.salt, hash.cost);
  const now = same(digest, hash.digest);
  const before = same(digest, previous ?? NOBODY.digest);
  if (now) return 'present';
  return before && previous !== undefined ? 'previous' : undefined;
};
