import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { writeAtomically } from '../atomic-file.ts';
import { AwsError } from '../aws/aws-error.ts';

export interface ObjectView {
  readonly key: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

const MAX_KEY_BYTES = 1_024;
const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** A key as a path: its slashes are folders, everything else that a file system could read as something is escaped. */
const toPath = (key: string): string =>
  key
    .split('/')
    .map((part) => encodeURIComponent(part).replace(/^\./, '%2E'))
    .map((part) => (part === '' ? '%' : part))
    .join(sep);

const toKey = (path: string): string =>
  path
    .split(sep)
    .map((part) => (part === '%' ? '' : decodeURIComponent(part)))
    .join('/');

/** Buckets as folders. An object is on the disk itself when `put` returns; there are no versions of it. */
export class Buckets {
  readonly #folder: string;
  readonly #told = new Set<string>();
  readonly #onPut: (bucket: string, object: Pick<ObjectView, 'key' | 'size'>) => void;

  /** @param onPut hears of each object that is put into a bucket that tells */
  constructor(folder: string, onPut: (bucket: string, object: Pick<ObjectView, 'key' | 'size'>) => void = () => {}) {
    this.#folder = folder;
    this.#onPut = onPut;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** @param tells whether EventBridge hears of its objects */
  define(bucket: string, tells = false): void {
    if (!NAME.test(bucket)) throw new AwsError('InvalidBucketName', 'The bucket name is not valid.');
    mkdirSync(join(this.#folder, bucket), { recursive: true, mode: 0o700 });
    if (tells) this.#told.add(bucket);
    else this.#told.delete(bucket);
  }

  has(bucket: string): boolean {
    return NAME.test(bucket) && existsSync(join(this.#folder, bucket));
  }

  drop(bucket: string): void {
    if (this.has(bucket)) rmSync(join(this.#folder, bucket), { recursive: true });
  }

  put(bucket: string, key: string, body: string | Buffer): void {
    const path = this.#path(bucket, key);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeAtomically(path, body, 0o600);
    if (this.#told.has(bucket)) this.#onPut(bucket, { key, size: Buffer.byteLength(body) });
  }

  /** @throws AwsError NoSuchKey */
  get(bucket: string, key: string): Buffer {
    const path = this.#path(bucket, key);
    if (!existsSync(path)) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
    return readFileSync(path);
  }

  remove(bucket: string, key: string): void {
    rmSync(this.#path(bucket, key), { force: true });
  }

  /** Keys in order. */
  list(bucket: string, prefix: string): readonly ObjectView[] {
    const root = this.#path(bucket, '');
    const folder = dirname(root);
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.new'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path, key: toKey(path.slice(folder.length + 1)) }))
      .filter(({ key }) => key.startsWith(prefix))
      .map(({ path, key }) => ({ key, size: statSync(path).size, modifiedAt: statSync(path).mtimeMs }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  #path(bucket: string, key: string): string {
    if (!this.has(bucket)) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist.', 404);
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new AwsError('KeyTooLongError', 'The key is too long.');
    return join(this.#folder, bucket, toPath(key));
  }
}
