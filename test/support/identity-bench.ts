import { constants, createHmac, generateKeyPairSync, privateEncrypt, randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { IdentityDeps } from '../../functions/identity/handlers/deps.ts';
import { SigningKeys } from '../../functions/identity/handlers/signing-keys.ts';
import type { KeyService } from '../../functions/identity/kms/key-service.ts';
import { liveScrypt } from '../../functions/identity/model/secret-hash.ts';
import { countFailure } from '../../functions/identity/store/commit/attempts.ts';
import { keyRings } from '../../functions/identity/store/commit/key-rings.ts';
import { cursors } from '../../functions/kernel/http/cursor.ts';
import { clockOf } from './clock.ts';
import { createTable, domainTable } from './domain-table.ts';
import { clientFor, type Engine } from './dynamo.ts';
import { SCOPES } from './scopes.ts';

/** What KMS does for identity, with keys of this process: real RSA and real HMAC. An unknown key id is an error. */
export const localKeys = (...ids: readonly string[]): KeyService => {
  const pairs = new Map(ids.map((id) => [id, generateKeyPairSync('rsa', { modulusLength: 2048 })]));
  const pair = (id: string) => {
    const found = pairs.get(id);
    if (found === undefined) throw new Error(`no key ${id}`);
    return found;
  };
  return {
    // KMS is given a digest, and node would hash it again: so PKCS#1's frame around a SHA-256 digest is made here.
    sign: async (id, digest) =>
      privateEncrypt(
        { key: pair(id).privateKey, padding: constants.RSA_PKCS1_PADDING },
        Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), digest]),
      ),
    publicKey: async (id) => pair(id).publicKey.export({ format: 'der', type: 'spki' }),
    mac: async (id, message) => createHmac('sha256', id).update(message).digest(),
  };
};

/** Identity's stories over a real table, with a clock that the test moves. */
export interface IdentityBench {
  readonly deps: IdentityDeps;
  readonly dynamo: DynamoDBClient;
  readonly table: string;
  readonly keys: KeyService;
  readonly time: { now: number };
  readonly stop: () => Promise<void>;
}

/** On a table of its own. */
export const startIdentity = async (engine: Engine): Promise<IdentityBench> => {
  const dynamo = clientFor(engine.endpoint);
  const table = `identity-${randomUUID()}`;
  await createTable(dynamo, domainTable(table, []));
  const time = { now: 1_795_000_000_000 };
  const clock = clockOf(() => time.now);
  let drawn = 0;
  const bytes = (count: number) => {
    drawn += 1;
    return createHmac('sha512', 'chance').update(String(drawn)).digest().subarray(0, count);
  };
  const keys = localKeys('token-1', 'token-2');
  const rings = keyRings(dynamo, table);
  const deps: IdentityDeps = {
    clock,
    random: { bytes, fraction: () => 0.5 },
    dynamo,
    table,
    cursors: cursors(async () => Buffer.alloc(32, 9)),
    countFailure: countFailure(dynamo, table, clock),
    keys,
    scrypt: liveScrypt,
    signingKeys: new SigningKeys({ clock, rings, keys, foundingKeyId: 'token-1' }),
    secretKeyId: 'secrets',
    issuer: 'https://api.example.com',
    audience: 'folio',
    scopes: SCOPES,
    codeVersion: 'test',
  };
  const stop = async () => dynamo.destroy();
  return { deps, dynamo, table, keys, time, stop };
};
