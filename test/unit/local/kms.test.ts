import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { KeyStore } from '../../../local/kms/key-store.ts';
import { kmsOperations } from '../../../local/kms/kms-api.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const signal = new AbortController().signal;
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

type Answer = Readonly<Record<string, string>>;
const caller =
  (keys: KeyStore) =>
  async (operation: string, input: Readonly<Record<string, unknown>>): Promise<Answer> =>
    (await kmsOperations(keys)[operation]?.(input, { signal })) as Answer;

describe('KMS', () => {
  test.each(['RAW', 'DIGEST'])(
    'a PKCS #1 signature over a %s message verifies with the public key',
    async (MessageType) => {
      const keys = new KeyStore(folder());
      const call = caller(keys);
      const { id: KeyId } = await keys.create('RSA_2048', '', true);
      const message = Buffer.from('header.payload');
      const given = MessageType === 'RAW' ? message : createHash('sha256').update(message).digest();
      const SigningAlgorithm = 'RSASSA_PKCS1_V1_5_SHA_256';
      const { Signature = '' } = await call('Sign', { KeyId, Message: base64(given), MessageType, SigningAlgorithm });
      const { PublicKey = '' } = await call('GetPublicKey', { KeyId });
      const key = createPublicKey({ key: Buffer.from(PublicKey, 'base64'), format: 'der', type: 'spki' });
      expect(verify('sha256', message, key, Buffer.from(Signature, 'base64'))).toBe(true);
      expect(verify('sha256', Buffer.from('other'), key, Buffer.from(Signature, 'base64'))).toBe(false);
    },
  );

  test('keys survive their process and are readable by their owner only', async () => {
    const place = join(folder(), 'kms');
    const { id: KeyId } = await new KeyStore(place).create('HMAC_256', '', true);
    const input = { KeyId, Message: base64('cursor'), MacAlgorithm: 'HMAC_SHA_256' };
    const before = await caller(new KeyStore(place))('GenerateMac', input);
    const after = await caller(new KeyStore(place))('GenerateMac', input);
    expect(after.Mac).toBe(before.Mac);
    expect(readdirSync(place).map((file) => statSync(join(place, file)).mode & 0o777)).toEqual([0o600]);
    await expect(caller(new KeyStore(place))('VerifyMac', { ...input, Mac: before.Mac })).resolves.toBeDefined();
    await expect(caller(new KeyStore(place))('VerifyMac', { ...input, Mac: base64('x') })).rejects.toThrow('not valid');
  });

  test('what is encrypted is decrypted under the same context only', async () => {
    const keys = new KeyStore(folder());
    const call = caller(keys);
    const { id: KeyId } = await keys.create('SYMMETRIC_DEFAULT', '', true);
    const EncryptionContext = { tenant: 'acme' };
    const { CiphertextBlob } = await call('Encrypt', { KeyId, Plaintext: base64('secret'), EncryptionContext });
    expect((await call('Decrypt', { CiphertextBlob, EncryptionContext })).Plaintext).toBe(base64('secret'));
    await expect(call('Decrypt', { CiphertextBlob, EncryptionContext: { tenant: 'globex' } })).rejects.toThrow();
    await expect(call('Decrypt', { CiphertextBlob: base64('x'), EncryptionContext })).rejects.toThrow();
    for (const bad of [{ tenant: 5 }, 'acme', []])
      await expect(call('Encrypt', { KeyId, Plaintext: base64('x'), EncryptionContext: bad })).rejects.toThrow();
  });

  test('a ciphertext that is cut short, or changed in any byte, is refused as no ciphertext', async () => {
    const keys = new KeyStore(folder());
    const call = caller(keys);
    const { id: KeyId } = await keys.create('SYMMETRIC_DEFAULT', '', true);
    const { CiphertextBlob = '' } = await call('Encrypt', { KeyId, Plaintext: base64('secret') });
    const blob = Buffer.from(CiphertextBlob, 'base64');
    const refused = { code: 'InvalidCiphertextException' };
    for (let at = 1; at < blob.length; at += 1) {
      await expect(call('Decrypt', { CiphertextBlob: base64(blob.subarray(0, at)) })).rejects.toMatchObject(refused);
      const changed = Buffer.from(blob);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(call('Decrypt', { CiphertextBlob: base64(changed) })).rejects.toMatchObject(refused);
    }
  });

  test.each([
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_256'],
    ['RSA_2048', 'RSASSA_PSS_SHA_512'],
    ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512'],
  ] as const)('Verify of a key %s takes its own signature by %s over the same message, and no other', async (...of) => {
    const [spec, SigningAlgorithm] = of;
    const keys = new KeyStore(folder());
    const call = caller(keys);
    const [{ id: KeyId, arn }, { id: other }] = [await keys.create(spec, '', true), await keys.create(spec, '', true)];
    const signed = { KeyId, Message: base64('header.payload'), SigningAlgorithm };
    const { Signature = '' } = await call('Sign', signed);
    const given = { ...signed, Signature };
    expect(await call('Verify', given)).toEqual({ KeyId: arn, SignatureValid: true, SigningAlgorithm });
    const changed = Buffer.from(Signature, 'base64');
    changed[9] = (changed[9] ?? 0) ^ 1;
    for (const wrong of [{ Message: base64('header.other') }, { Signature: base64(changed) }, { KeyId: other }])
      await expect(call('Verify', { ...given, ...wrong })).rejects.toMatchObject({
        code: 'KMSInvalidSignatureException',
      });
    await expect(call('Verify', { ...given, MessageType: 'DIGEST' })).rejects.toMatchObject({
      code: 'UnsupportedOperationException',
    });
    await expect(call('Verify', { ...given, SigningAlgorithm: 'ROT13' })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  test('a key is used for its own purpose only, and an unknown one is not found', async () => {
    const keys = new KeyStore(folder());
    const call = caller(keys);
    const { id: KeyId } = await keys.create('HMAC_256', '', true);
    const SigningAlgorithm = 'RSASSA_PKCS1_V1_5_SHA_256';
    await expect(call('Sign', { KeyId, Message: base64('m'), SigningAlgorithm })).rejects.toMatchObject({
      code: 'InvalidKeyUsageException',
    });
    await expect(call('DescribeKey', { KeyId: '../../etc/passwd' })).rejects.toMatchObject({
      code: 'NotFoundException',
    });
  });

  test('a message has from 1 to 4,096 bytes, and a key that is disabled takes none', async () => {
    const keys = new KeyStore(folder());
    const call = caller(keys);
    const mac = (KeyId: string, length: number) =>
      call('GenerateMac', { KeyId, Message: base64(Buffer.alloc(length)), MacAlgorithm: 'HMAC_SHA_256' });
    const { id } = await keys.create('HMAC_256', '', true);
    expect([(await mac(id, 1)).Mac, (await mac(id, 4_096)).Mac]).toEqual([expect.any(String), expect.any(String)]);
    await expect(mac(id, 0)).rejects.toThrow();
    await expect(mac(id, 4_097)).rejects.toThrow('Message has 1 to 4096 bytes.');
    const { id: disabled } = await keys.create('HMAC_256', '', false);
    await expect(mac(disabled, 1)).rejects.toMatchObject({ code: 'DisabledException' });
  });
});
