import type { Scope } from '../../kernel/core/operation.ts';
import type { Budgeting } from '../../kernel/http/budgeted.ts';
import type { Cursors } from '../../kernel/http/cursor.ts';
import type { IdempotencyStore } from '../../kernel/idempotency/exactly-once.ts';
import type { KeyService } from '../kms/key-service.ts';
import type { Scrypt } from '../model/secret-hash.ts';
import type { CountFailure } from '../store/commit/attempts.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Everything outside of themselves that identity's route handlers use. */
export interface IdentityDeps extends IdempotencyStore {
  /** What each tenant may have of secrets; undefined where nothing is held to a budget. */
  readonly budgeting?: Budgeting | undefined;
  /** Signs and reads where a list goes on. */
  readonly cursors: Cursors;
  readonly countFailure: CountFailure;
  readonly keys: Pick<KeyService, 'sign' | 'mac'>;
  readonly scrypt: Scrypt;
  readonly signingKeys: Pick<SigningKeys, 'published' | 'signer'>;
  /** The HMAC key behind client secrets. */
  readonly secretKeyId: string;
  /** The `iss` of tokens, without a slash at its end. */
  readonly issuer: string;
  /** The `aud` of tokens. */
  readonly audience: string;
  /** The scopes of the domains that are deployed, in the order of the documentation: none but these are granted. */
  readonly scopes: readonly Scope[];
}
