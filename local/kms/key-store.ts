import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { arn } from '../account.ts';
import { writeAtomically } from '../atomic-file.ts';
import { AwsError } from '../aws/aws-error.ts';
import { hasTexts, isRecord, readJsonFile } from '../folder/json-file.ts';

export type KeySpec = 'SYMMETRIC_DEFAULT' | 'RSA_2048' | 'ECC_NIST_EDWARDS25519' | 'HMAC_256';
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC';

/** What each kind of key is for; KMS refuses any other pair, and so do we. */
export const USAGE: Readonly<Record<KeySpec, KeyUsage>> = {
  SYMMETRIC_DEFAULT: 'ENCRYPT_DECRYPT',
  RSA_2048: 'SIGN_VERIFY',
  ECC_NIST_EDWARDS25519: 'SIGN_VERIFY',
  HMAC_256: 'GENERATE_VERIFY_MAC',
};

export interface KmsKey {
  readonly id: string;
  readonly arn: string;
  readonly spec: KeySpec;
  readonly description: string;
  readonly enabled: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Of a symmetric or HMAC key. */
  readonly secret: Buffer;
  /** Of a key that signs. */
  readonly privateKey: KeyObject | undefined;
}

/** A key's file: `material` is base64, or PEM for a key that signs. */
interface KeyFile extends Omit<KmsKey, 'secret' | 'privateKey' | 'arn'> {
  readonly material: string;
}

const SECRET_BYTES = 32;
const ID = /^[0-9a-f-]{36}$/;

const newMaterial = async (spec: KeySpec): Promise<string> => {
  if (USAGE[spec] !== 'SIGN_VERIFY') return randomBytes(SECRET_BYTES).toString('base64');
  const { privateKey } = await (spec === 'RSA_2048'
    ? promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
    : promisify(generateKeyPair)('ed25519', {}));
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
};

const isMaterial = (spec: KeySpec, material: string): boolean => {
  if (USAGE[spec] !== 'SIGN_VERIFY') return Buffer.from(material, 'base64').length === SECRET_BYTES;
  try {
    return createPrivateKey(material).asymmetricKeyType === (spec === 'RSA_2048' ? 'rsa' : 'ed25519');
  } catch {
    return false;
  }
};

const isKeyFile = (value: unknown): value is KeyFile =>
  isRecord(value) &&
  hasTexts(value, 'id', 'spec', 'description', 'material') &&
  typeof value.enabled === 'boolean' &&
  Object.hasOwn(USAGE, String(value.spec)) &&
  isMaterial(value.spec as KeySpec, String(value.material));

const fromFile = ({ material, ...file }: KeyFile): KmsKey => ({
  ...file,
  arn: arn('kms', `key/${file.id}`),
  secret: USAGE[file.spec] === 'SIGN_VERIFY' ? Buffer.alloc(0) : Buffer.from(material, 'base64'),
  privateKey: USAGE[file.spec] === 'SIGN_VERIFY' ? createPrivateKey(material) : undefined,
});

/**
 * Keys, one file each, 0600, synced to disk before a key is used. They are not encrypted: on one machine whoever can read the
 * data folder can read the money too.
 */
export class KeyStore {
  readonly #folder: string;
  readonly #keys = new Map<string, KmsKey>();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // All at once: a damaged key is told at the start, and not by the first token that nobody can check.
    for (const name of readdirSync(folder)) {
      const id = name.replace(/\.json$/, '');
      if (ID.test(id)) this.#keys.set(id, fromFile(this.#read(id)));
    }
  }

  async create(spec: KeySpec, description: string, enabled: boolean): Promise<KmsKey> {
    return this.#keep({
      id: randomUUID(),
      spec,
      description,
      enabled,
      createdAt: Date.now(),
      material: await newMaterial(spec),
    });
  }

  /** Changes what may change of a key. Its material and its kind never do. */
  update(id: string, description: string, enabled: boolean): KmsKey {
    return this.#keep({ ...this.#read(this.get(id).id), description, enabled });
  }

  has(id: string): boolean {
    return this.#keys.has(id) || (ID.test(id) && existsSync(this.#path(id)));
  }

  /** By id or ARN. @throws AwsError NotFoundException */
  get(idOrArn: string): KmsKey {
    const id = idOrArn.split('/').at(-1) ?? '';
    const known = this.#keys.get(id);
    if (known !== undefined) return known;
    if (!this.has(id)) throw new AwsError('NotFoundException', 'The key does not exist.');
    const key = fromFile(this.#read(id));
    this.#keys.set(id, key);
    return key;
  }

  #keep(file: KeyFile): KmsKey {
    writeAtomically(this.#path(file.id), `${JSON.stringify(file)}\n`, 0o600);
    const key = fromFile(file);
    this.#keys.set(key.id, key);
    return key;
  }

  #read(id: string): KeyFile {
    const file = readJsonFile(this.#path(id), isKeyFile);
    if (file === undefined) throw new AwsError('NotFoundException', 'The key does not exist.');
    return file;
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }
}
