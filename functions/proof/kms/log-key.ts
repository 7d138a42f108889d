import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { present } from '../../kernel/core/assert.ts';
import { type NoteKey, rawPublicKey } from '../model/note/signed-note.ts';

/** The key of the log. Its private half never leaves KMS. */
export interface LogKey {
  /** Pure Ed25519 (RFC 8032) over a text of at most 4,096 bytes: 64 bytes. */
  readonly sign: (text: string) => Promise<Uint8Array>;
  /** What its signatures are verified with, under the name of the log. */
  readonly verifier: () => Promise<NoteKey>;
}

/** How the names of the logs begin. */
export const LOG_NAMES = { receipts: 'folio-log', calls: 'folio-access-log' } as const;

/** A log has the name of its key: whoever has the key has the log, wherever its API answers. */
const logName = (name: string, keyId: string): string => `${name}/${keyId.split('/').at(-1)}`;

/** @param name which log it signs: one key has another name, and so another verifier key, for each */
export const kmsLogKey = (kms: Pick<KMSClient, 'send'>, keyId: string, name: string): LogKey => {
  let known: NoteKey | undefined;
  return {
    sign: async (text) => {
      const command = new SignCommand({
        ...{ KeyId: keyId, Message: Buffer.from(text), MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512' },
      });
      const { Signature } = await kms.send(command);
      return present(Signature, 'KMS answers Sign with a signature');
    },
    verifier: async () => {
      if (known !== undefined) return known;
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
      const publicKey = rawPublicKey(present(PublicKey, 'KMS answers GetPublicKey with a key'));
      known = { name: logName(name, keyId), publicKey };
      return known;
    },
  };
};
