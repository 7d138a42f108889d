import { GenerateMacCommand, type KMSClient } from '@aws-sdk/client-kms';
import { present } from '../../../kernel/core/assert.ts';
import { Recent } from '../../../kernel/core/recent.ts';
import { webhookSecretMessage } from '../../model/webhook-secret.ts';

/** The secret of a name (see webhook-secret.ts): the same 32 bytes each time. */
export type SecretOf = (tenant: string, name: string) => Promise<Uint8Array>;

/** A warm environment keeps so many in memory, and nowhere else. */
const KEPT = 1_000;

export const kmsSecrets = (kms: Pick<KMSClient, 'send'>, keyId: string): SecretOf => {
  const kept = new Recent<Uint8Array>(KEPT);
  return async (tenant, name) => {
    const id = `${tenant}#${name}`;
    const known = kept.get(id);
    if (known !== undefined) return known;
    const Message = webhookSecretMessage(tenant, name);
    const { Mac } = await kms.send(new GenerateMacCommand({ KeyId: keyId, Message, MacAlgorithm: 'HMAC_SHA_256' }));
    const secret = present(Mac, 'KMS answers GenerateMac with a code');
    kept.set(id, secret);
    return secret;
  };
};
