import { KMSClient } from '@aws-sdk/client-kms';
import { cursors, kmsCursorKey } from '../../kernel/cursor.ts';
import { dynamo } from '../../kernel/dynamodb.ts';
import { codeVersion, readEnv } from '../../kernel/env.ts';
import { liveChance, liveClock } from '../../kernel/live-ports.ts';
import { identityEnv } from '../env.ts';
import { countFailure } from '../store/attempts.ts';
import { type KeyRings, keyRings } from '../store/key-rings.ts';
import { type KeyService, keyService } from '../store/key-service.ts';
import type { IdentityDeps } from './deps.ts';
import { SigningKeys } from './signing-keys.ts';

const kmsClient = (): KMSClient =>
  new KMSClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });

export interface LiveIdentity extends IdentityDeps {
  readonly keys: KeyService;
  readonly rings: KeyRings;
  readonly signingKeys: SigningKeys;
  readonly foundingKeyId: string;
}

/** Identity's dependencies as they are on Lambda, wherever the endpoint variables of the SDK point. */
export const liveIdentity = (): LiveIdentity => {
  const env = readEnv(identityEnv);
  const [store, kms] = [dynamo(), kmsClient()];
  const [rings, keys] = [keyRings(store, env.TABLE_NAME), keyService(kms)];
  const foundingKeyId = env.TOKEN_KEY_ID;
  return {
    clock: liveClock,
    chance: liveChance,
    dynamo: store,
    table: env.TABLE_NAME,
    cursors: cursors(kmsCursorKey(kms, env.CURSOR_KEY_ID)),
    countFailure: countFailure(store, env.TABLE_NAME, liveClock),
    keys,
    rings,
    foundingKeyId,
    signingKeys: new SigningKeys({ clock: liveClock, rings, keys, foundingKeyId }),
    secretKeyId: env.SECRET_KEY_ID,
    issuer: env.ISSUER.replace(/\/$/, ''),
    codeVersion: codeVersion(),
  };
};
