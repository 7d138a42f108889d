import { constants, createPublicKey, type KeyObject, privateEncrypt, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { AwsError, invalid } from '../aws/aws-error.ts';

const HASHES = { SHA_256: 'sha256', SHA_384: 'sha384', SHA_512: 'sha512' } as const;
const LENGTHS = { sha256: 32, sha384: 48, sha512: 64 } as const;
/** ASN.1 before the digest, RFC 8017 section 9.2. */
const DIGEST_INFO = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
} as const;

const RSA_ALGORITHMS: readonly string[] = Object.keys(HASHES).flatMap((hash) => [
  `RSASSA_PKCS1_V1_5_${hash}`,
  `RSASSA_PSS_${hash}`,
]);

const signAsync = promisify(
  (hash: string, data: Buffer, key: Parameters<typeof sign>[2], done: (error: Error | null, out: Buffer) => void) =>
    sign(hash, data, key, done),
);

const options = (algorithm: string, key: KeyObject) => {
  const hash = HASHES[(/SHA_\d+$/.exec(algorithm)?.[0] ?? '') as keyof typeof HASHES];
  if (!RSA_ALGORITHMS.includes(algorithm)) throw invalid('The signing algorithm is unknown.');
  const padding = algorithm.startsWith('RSASSA_PSS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { padding: constants.RSA_PKCS1_PADDING };
  return { hash, key: { key, ...padding }, pss: algorithm.startsWith('RSASSA_PSS') };
};

/** Signs with RSA, off this thread. A digest instead of a message is taken with PKCS #1 v1.5 only. */
const rsaSign = async (key: KeyObject, algorithm: string, message: Buffer, digest: boolean): Promise<Buffer> => {
  const { hash, key: signer, pss } = options(algorithm, key);
  if (!digest) return signAsync(hash, message, signer);
  if (pss) throw new AwsError('UnsupportedOperationException', 'MessageType DIGEST with PSS is not supported locally.');
  if (message.length !== LENGTHS[hash]) throw invalid('The digest has the wrong length for the algorithm.');
  return privateEncrypt(signer, Buffer.concat([Buffer.from(DIGEST_INFO[hash], 'hex'), message]));
};

/** Verifies a signature over a message, not over a digest. */
const rsaVerify = (key: KeyObject, algorithm: string, message: Buffer, signature: Buffer): boolean => {
  const { hash, key: verifier } = options(algorithm, createPublicKey(key));
  return verify(hash, message, verifier, signature);
};

/** Pure Ed25519 over the message as it is. Of the form with a digest nobody here asks. */
const ED25519 = 'ED25519_SHA_512';
const isEdwards = (key: KeyObject): boolean => key.asymmetricKeyType === 'ed25519';

const edwards = (algorithm: string, digest: boolean): null => {
  if (algorithm !== ED25519) throw invalid(`The key takes ${ED25519}.`);
  if (digest) throw invalid(`${ED25519} takes the MessageType RAW.`);
  return null;
};

export const algorithmsOf = (key: KeyObject): readonly string[] => (isEdwards(key) ? [ED25519] : RSA_ALGORITHMS);

/** Signs as KMS does with a key of this kind. */
export const signWith = async (key: KeyObject, algorithm: string, message: Buffer, digest: boolean): Promise<Buffer> =>
  isEdwards(key) ? sign(edwards(algorithm, digest), message, key) : rsaSign(key, algorithm, message, digest);

/** Verifies a signature over a message, not over a digest. */
export const verifyWith = (key: KeyObject, algorithm: string, message: Buffer, signature: Buffer): boolean =>
  isEdwards(key)
    ? verify(edwards(algorithm, false), message, createPublicKey(key), signature)
    : rsaVerify(key, algorithm, message, signature);
