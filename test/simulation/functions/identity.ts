import { createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import { build } from '../../../functions/identity/handlers/api/routes.ts';
import { SigningKeys } from '../../../functions/identity/handlers/signing-keys.ts';
import { keyService } from '../../../functions/identity/kms/key-service.ts';
import type { Scrypt } from '../../../functions/identity/model/secret-hash.ts';
import { countFailure } from '../../../functions/identity/store/commit/attempts.ts';
import { keyRings } from '../../../functions/identity/store/commit/key-rings.ts';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import { SCOPES } from '../../support/scopes.ts';
import type { Handler, ProcessPorts } from '../machine/machine.ts';
import { type Command, clientOf, operationOf, type Services, TABLES } from './outside.ts';

const KEY_ID = 'token-1';
const MODULUS_BITS = 2048;

let made: Buffer | undefined;
/** Which key it is changes no trace: all have the same length. */
const publicKey = (): Buffer => {
  made ??= generateKeyPairSync('rsa', { modulusLength: MODULUS_BITS }).publicKey.export({
    format: 'der',
    type: 'spki',
  });
  return made;
};

/** KMS. What a token is signed with is the gateway's to check, which is not here: any bytes are. */
const kms = async (command: Command): Promise<unknown> => {
  const { Message } = command.input as { readonly Message?: Uint8Array };
  switch (operationOf(command)) {
    case 'GetPublicKey':
      return { PublicKey: publicKey() };
    case 'GenerateMac':
      return {
        Mac: createHmac('sha256', 'the key')
          .update(Message ?? '')
          .digest(),
      };
    default:
      return { Signature: Buffer.alloc(MODULUS_BITS / 8, 1) };
  }
};

/** In the place of scrypt, whose cost is for those who guess. */
export const quickScrypt: Scrypt = async (secret, salt) => createHash('sha256').update(salt).update(secret).digest();

/** A cold start of identity's API. */
export const startIdentity = (name: string, ports: ProcessPorts, services: Services): Handler | undefined => {
  if (name !== 'identity-api') return undefined;
  const { clock, random, timer, release: codeVersion } = ports;
  const { log } = services;
  const dynamo = clientOf(ports, services.table);
  const keys = keyService(clientOf(ports, kms));
  const table = TABLES.identity;
  const handler = build({
    ...{ clock, random, timer, log, dynamo, table, codeVersion, keys, scrypt: quickScrypt },
    cursors: cursors(async () => Buffer.alloc(32, 9)),
    countFailure: countFailure(dynamo, table, clock),
    signingKeys: new SigningKeys({ clock, keys, rings: keyRings(dynamo, table), foundingKeyId: KEY_ID }),
    ...{ secretKeyId: 'secrets', issuer: 'https://api.example.com', audience: 'folio', scopes: SCOPES },
  });
  return (event) => handler(event as never, { getRemainingTimeInMillis: () => 10_000 } as never);
};
