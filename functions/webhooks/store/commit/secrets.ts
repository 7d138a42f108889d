import { GenerateMacCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { type MacCalls, macBy } from '../../../kernel/aws/mac-key.ts';
import { present } from '../../../kernel/core/assert.ts';
import { Recent } from '../../../kernel/core/recent.ts';
import { webhookSecretMessage } from '../../model/webhook-secret.ts';

/** The secret of a name (see webhook-secret.ts): the same 32 bytes each time. */
export type SecretOf = (tenant: string, name: string) => Promise<Uint8Array>;

/** A warm environment keeps so many in memory, and nowhere else. */
const KEPT = 1_000;

const macCalls = (kms: Pick<KMSClient, 'send'>): MacCalls => ({
  mac: async (KeyId, Message) => {
    const { Mac } = await kms.send(new GenerateMacCommand({ KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' }));
    return present(Mac, 'KMS answers GenerateMac with a code');
  },
  sign: async (KeyId, Message) => {
    const SigningAlgorithm = 'RSASSA_PKCS1_V1_5_SHA_256';
    const { Signature } = await kms.send(new SignCommand({ KeyId, Message, MessageType: 'DIGEST', SigningAlgorithm }));
    return present(Signature, 'KMS answers Sign with a signature');
  },
});

export const kmsSecrets = (kms: Pick<KMSClient, 'send'>, keyId: string): SecretOf => {
  const kept = new Recent<Uint8Array>(KEPT);
  return async (tenant, name) => {
    const id = `${tenant}#${name}`;
    const known = kept.get(id);
    if (known !== undefined) return known;
    const secret = await macBy(macCalls(kms), keyId, webhookSecretMessage(tenant, name));
    kept.set(id, secret);
    return secret;
  };
};
