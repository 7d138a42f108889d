import { hash } from 'node:crypto';
import type { Objects, Spool } from '../../../functions/payments/store/jobs/files/objects.ts';
import type { ProcessPorts } from './machine.ts';

export type BucketName = 'outbox' | 'inbox';

/** One object that was put. */
export interface Written {
  readonly bucket: BucketName;
  readonly key: string;
  readonly content: string;
}

/** Buckets of files: the newest of each key, and all that was ever put, in order. */
export class Buckets {
  readonly puts: Written[] = [];
  readonly #objects = new Map<string, Buffer>();
  readonly #onPut: (written: Written) => void;

  constructor(onPut: (written: Written) => void) {
    this.#onPut = onPut;
  }

  put(bucket: BucketName, key: string, content: string): void {
    this.#objects.set(`${bucket} ${key}`, Buffer.from(content));
    const written = { bucket, key, content };
    this.puts.push(written);
    this.#onPut(written);
  }

  get(bucket: BucketName, key: string): Buffer | undefined {
    return this.#objects.get(`${bucket} ${key}`);
  }
}

/** What EventBridge tells of an object that was put. */
export const createdEvent = (key: string, content: string): string =>
  JSON.stringify({ 'detail-type': 'Object Created', detail: { object: { key, size: Buffer.byteLength(content) } } });

const whole = async (content: AsyncIterable<string | Uint8Array>): Promise<Buffer> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
  return Buffer.concat(pieces);
};

const streamOf = async function* (content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
};

/** The disk of a function, which is its memory here. */
export const spool: Spool = async (content) => {
  const all = await whole(content);
  return {
    bytes: all.length,
    sha256: hash('sha256', all),
    read: () => streamOf(all),
    drop: async () => undefined,
  };
};

/** A bucket as one process reaches it. */
export const bucketOf = ({ call }: Pick<ProcessPorts, 'call'>, buckets: Buckets, name: BucketName): Objects => ({
  put: async (key, content) => {
    const text = (await whole(content.read())).toString();
    return call('PutObject', key, async () => buckets.put(name, key, text));
  },
  open: (key) =>
    call('GetObject', key, async () => {
      const all = buckets.get(name, key);
      return all && streamOf(all);
    }),
  part: (key, { first, last }) =>
    call('GetObject', key, async () => {
      const all = buckets.get(name, key);
      return all && { content: all.subarray(first, last + 1), total: all.length };
    }),
});
