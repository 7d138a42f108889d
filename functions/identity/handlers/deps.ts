import type { Cursors } from '../../kernel/cursor.ts';
import type { OnceStore } from '../../kernel/once.ts';
import type { CountFailure } from '../store/attempts.ts';
import type { KeyService } from '../store/key-service.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Everything outside of themselves that identity's stories use. */
export interface IdentityDeps extends OnceStore {
  /** Signs and reads where a list goes on. */
  readonly cursors: Cursors;
  readonly countFailure: CountFailure;
  readonly keys: Pick<KeyService, 'sign' | 'mac'>;
  readonly signingKeys: Pick<SigningKeys, 'published' | 'signer'>;
  /** The HMAC key behind client secrets. */
  readonly secretKeyId: string;
  /** The `iss` of tokens, without a slash at its end. */
  readonly issuer: string;
}
