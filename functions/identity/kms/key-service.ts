import { GenerateMacCommand, GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { type MacCalls, macBy } from '../../kernel/aws/mac-key.ts';
import { present } from '../../kernel/core/assert.ts';

/** What identity asks of KMS. Private keys never leave it. */
export interface KeyService {
  /** RSASSA-PKCS1-v1_5 over a SHA-256 digest. */
  readonly sign: (keyId: string, digest: Uint8Array) => Promise<Uint8Array>;
  /** DER, SubjectPublicKeyInfo. */
  readonly publicKey: (keyId: string) => Promise<Uint8Array>;
  /** HMAC-SHA-256: 32 bytes that nobody without the key can tell from random ones. */
  readonly mac: (keyId: string, message: Uint8Array) => Promise<Uint8Array>;
}

const macCalls = (kms: Pick<KMSClient, 'send'>): MacCalls => ({
  sign: async (keyId, digest) => {
    const { Signature } = await kms.send(
      new SignCommand({
        KeyId: keyId,
        Message: digest,
        MessageType: 'DIGEST',
        SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
      }),
    );
    return present(Signature, 'KMS answers Sign with a signature');
  },
  mac: async (keyId, message) => {
    const { Mac } = await kms.send(
      new GenerateMacCommand({ KeyId: keyId, Message: message, MacAlgorithm: 'HMAC_SHA_256' }),
    );
    return present(Mac, 'KMS answers GenerateMac with a code');
  },
});

export const keyService = (kms: Pick<KMSClient, 'send'>): KeyService => ({
  sign: macCalls(kms).sign,
  publicKey: async (keyId) => {
    const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
    return present(PublicKey, 'KMS answers GetPublicKey with a key');
  },
  mac: (keyId, message) => macBy(macCalls(kms), keyId, message),
});
