import { KMSClient } from '@aws-sdk/client-kms';
import { clientOptions } from '../../kernel/aws/client-options.ts';
import { dynamo } from '../../kernel/aws/dynamodb.ts';
import { liveKmsCalls } from '../../kernel/aws/live-aws.ts';
import { codeVersion, readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { isScope } from '../../kernel/core/operation.ts';
import { cursors, kmsCursorKey } from '../../kernel/http/cursor.ts';
import { cursorEnv, identityEnv } from '../env.ts';
import { type KeyService, keyService } from '../kms/key-service.ts';
import { liveScrypt } from '../model/secret-hash.ts';
import { countFailure } from '../store/commit/attempts.ts';
import { type KeyRings, keyRings } from '../store/commit/key-rings.ts';
import type { IdentityDeps } from './deps.ts';
import { secretsBudgeting } from './live-budgeting.ts';
import { SigningKeys } from './signing-keys.ts';

const kmsClient = (): KMSClient => new KMSClient(clientOptions());

/** What all of identity's functions work with. */
export interface LiveIdentity extends Omit<IdentityDeps, 'cursors'> {
  readonly keys: KeyService;
  readonly rings: KeyRings;
  readonly signingKeys: SigningKeys;
  readonly foundingKeyId: string;
}

const liveOver = (kms: KMSClient): LiveIdentity => {
  const env = readEnv(identityEnv);
  const store = dynamo();
  const [rings, keys] = [keyRings(store, env.TABLE_NAME), keyService(kms)];
  const foundingKeyId = env.TOKEN_KEY_ID;
  return {
    clock: liveClock,
    random: liveRandom,
    dynamo: store,
    table: env.TABLE_NAME,
    countFailure: countFailure(store, env.TABLE_NAME, liveClock),
    keys,
    scrypt: liveScrypt,
    rings,
    foundingKeyId,
    signingKeys: new SigningKeys({ clock: liveClock, rings, keys, foundingKeyId }),
    secretKeyId: env.SECRET_KEY_ID,
    issuer: env.ISSUER.replace(/\/$/, ''),
    audience: env.AUDIENCE,
    scopes: env.SCOPES.split(' ').filter(isScope),
    codeVersion: codeVersion(),
  };
};

/** Identity's dependencies as they are on Lambda, wherever the endpoint variables of the SDK point. */
export const liveIdentity = (): LiveIdentity => liveOver(kmsClient());

/** The same of the API, whose lists have cursors. */
export const liveApi = (): LiveIdentity & IdentityDeps => {
  const kms = kmsClient();
  const key = kmsCursorKey(liveKmsCalls(kms.config.credentials), readEnv(cursorEnv).CURSOR_KEY_ID);
  const live = liveOver(kms);
  return { ...live, cursors: cursors(key), budgeting: secretsBudgeting(live, liveLog()) };
};
