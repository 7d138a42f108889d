import { createHmac, createPublicKey, randomBytes, timingSafeEqual } from 'node:crypto';
import { ACCOUNT } from '../account.ts';
import { AwsError, invalid } from '../aws/aws-error.ts';
import { bytes, type Input, isObject, optionalText, text, whole } from '../aws/input.ts';
import type { Operations } from '../aws/operations.ts';
import { decrypt, type EncryptionContext, encrypt } from './ciphertext.ts';
import { type KeyStore, type KeyUsage, type KmsKey, USAGE } from './key-store.ts';
import { algorithmsOf, signWith, verifyWith } from './signatures.ts';

const MAX_MESSAGE = 4_096;
const MAX_DATA_KEY = 1_024;
const MAC_ALGORITHM = 'HMAC_SHA_256';

const usable = (keys: KeyStore, input: Input, usage: KeyUsage): KmsKey => {
  const key = keys.get(text(input, 'KeyId'));
  if (!key.enabled) throw new AwsError('DisabledException', 'The key is disabled.');
  if (USAGE[key.spec] !== usage) throw new AwsError('InvalidKeyUsageException', `The key is not for ${usage}.`);
  return key;
};

const message = (input: Input): Buffer => {
  const value = bytes(input, 'Message');
  if (value.length === 0 || value.length > MAX_MESSAGE) throw invalid(`Message has 1 to ${MAX_MESSAGE} bytes.`);
  return value;
};

const contextOf = (input: Input): EncryptionContext => {
  const context = input.EncryptionContext ?? {};
  if (!isObject(context) || !Object.values(context).every((value) => typeof value === 'string'))
    throw invalid('EncryptionContext must be a map of strings.');
  return context as EncryptionContext;
};

const metadata = (key: KmsKey) => ({
  AWSAccountId: ACCOUNT,
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: key.createdAt / 1000,
  Enabled: key.enabled,
  Description: key.description,
  KeyUsage: USAGE[key.spec],
  KeyState: key.enabled ? 'Enabled' : 'Disabled',
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  KeySpec: key.spec,
  MultiRegion: false,
});

const macOf = (key: KmsKey, input: Input): Buffer => {
  if (text(input, 'MacAlgorithm') !== MAC_ALGORITHM) throw invalid(`The key takes ${MAC_ALGORITHM}.`);
  return createHmac('sha256', key.secret).update(message(input)).digest();
};

const sign = async (keys: KeyStore, input: Input) => {
  const key = usable(keys, input, 'SIGN_VERIFY');
  const algorithm = text(input, 'SigningAlgorithm');
  const digest = optionalText(input, 'MessageType') === 'DIGEST';
  if (key.privateKey === undefined) throw new AwsError('InvalidKeyUsageException', 'The key does not sign.');
  const signature = await signWith(key.privateKey, algorithm, message(input), digest);
  return { KeyId: key.arn, Signature: signature.toString('base64'), SigningAlgorithm: algorithm };
};

const publicKey = (keys: KeyStore, input: Input) => {
  const key = usable(keys, input, 'SIGN_VERIFY');
  if (key.privateKey === undefined) throw new AwsError('InvalidKeyUsageException', 'The key has no public half.');
  return {
    KeyId: key.arn,
    PublicKey: createPublicKey(key.privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    KeyUsage: USAGE[key.spec],
    SigningAlgorithms: algorithmsOf(key.privateKey),
  };
};

const verifySignature = (keys: KeyStore, input: Input) => {
  const key = usable(keys, input, 'SIGN_VERIFY');
  const algorithm = text(input, 'SigningAlgorithm');
  if (optionalText(input, 'MessageType') === 'DIGEST' || key.privateKey === undefined)
    throw new AwsError('UnsupportedOperationException', 'Verifying over a digest is not supported locally.');
  if (!verifyWith(key.privateKey, algorithm, message(input), bytes(input, 'Signature')))
    throw new AwsError('KMSInvalidSignatureException', 'The signature is not valid.');
  return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: algorithm };
};

const verifyMac = (keys: KeyStore, input: Input) => {
  const key = usable(keys, input, 'GENERATE_VERIFY_MAC');
  const expected = macOf(key, input);
  const given = bytes(input, 'Mac');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new AwsError('KMSInvalidMacException', 'The MAC is not valid.');
  return { KeyId: key.arn, MacValid: true, MacAlgorithm: MAC_ALGORITHM };
};

const dataKey = (keys: KeyStore, input: Input) => {
  const key = usable(keys, input, 'ENCRYPT_DECRYPT');
  const plain = randomBytes(
    optionalText(input, 'KeySpec') === 'AES_128' ? 16 : whole(input, 'NumberOfBytes', 1, MAX_DATA_KEY, 32),
  );
  const blob = encrypt(key, plain, contextOf(input));
  return { KeyId: key.arn, Plaintext: plain.toString('base64'), CiphertextBlob: blob.toString('base64') };
};

/** KMS in its JSON protocol, for RSA_2048 and Ed25519 signatures, HMAC_256 and symmetric keys. */
export const kmsOperations = (keys: KeyStore): Operations => ({
  DescribeKey: (input) => ({ KeyMetadata: metadata(keys.get(text(input, 'KeyId'))) }),
  GetPublicKey: (input) => publicKey(keys, input),
  Sign: (input) => sign(keys, input),
  Verify: (input) => verifySignature(keys, input),
  GenerateMac: (input) => {
    const key = usable(keys, input, 'GENERATE_VERIFY_MAC');
    return { KeyId: key.arn, Mac: macOf(key, input).toString('base64'), MacAlgorithm: MAC_ALGORITHM };
  },
  VerifyMac: (input) => verifyMac(keys, input),
  GenerateDataKey: (input) => dataKey(keys, input),
  Encrypt: (input) => {
    const key = usable(keys, input, 'ENCRYPT_DECRYPT');
    return {
      KeyId: key.arn,
      CiphertextBlob: encrypt(key, bytes(input, 'Plaintext'), contextOf(input)).toString('base64'),
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    };
  },
  Decrypt: (input) => {
    const { key, plain } = decrypt(keys, bytes(input, 'CiphertextBlob'), contextOf(input));
    return { KeyId: key.arn, Plaintext: plain.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
  },
});
