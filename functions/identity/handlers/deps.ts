import type { Cursors } from '../../kernel/cursor.ts';
import type { Chance, Clock } from '../../kernel/ports.ts';
import type { CountFailure } from '../store/attempts.ts';
import type { Clients } from '../store/clients.ts';
import type { KeyService } from '../store/key-service.ts';
import type { FindReceipt } from '../store/receipts.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Everything outside of themselves that identity's stories use. */
export interface IdentityDeps {
  readonly clock: Clock;
  readonly chance: Chance;
  readonly clients: Pick<Clients, 'find' | 'list' | 'create' | 'rotate' | 'remove'>;
  /** Signs and reads where a list goes on. */
  readonly cursors: Cursors;
  readonly findReceipt: FindReceipt;
  readonly countFailure: CountFailure;
  readonly keys: Pick<KeyService, 'sign' | 'mac'>;
  readonly signingKeys: Pick<SigningKeys, 'published' | 'signer'>;
  /** The HMAC key behind client secrets. */
  readonly secretKeyId: string;
  /** The `iss` of tokens, without a slash at its end. */
  readonly issuer: string;
  /** The release that answers, for receipts. */
  readonly codeVersion: string;
}
