import { hash } from 'node:crypto';
import type { Objects, Spool } from '../../../functions/payments/store/jobs/files/objects.ts';
import type { Environment } from '../faults/environment.ts';

/** A bucket in memory. What is put twice is kept twice, so that a test can see it. */
export class MemoryBucket {
  readonly objects = new Map<string, Buffer>();
  readonly puts: { readonly key: string; readonly content: string }[] = [];
  /** Is told of each object, as EventBridge tells of it. */
  onCreated: (key: string, bytes: number) => void = () => undefined;

  /** As one process reaches it. */
  of(env: Environment): Objects {
    return {
      put: (key, content) =>
        env.call('PutObject', key, async () => {
          const all: Uint8Array[] = [];
          for await (const piece of content.read()) all.push(piece);
          const bytes = Buffer.concat(all);
          this.objects.set(key, bytes);
          this.puts.push({ key, content: bytes.toString() });
          this.onCreated(key, bytes.length);
        }),
      open: (key) => env.call('GetObject', key, async () => this.#stream(this.objects.get(key))),
      part: (key, { first, last }) =>
        env.call('GetObject', key, async () => {
          const all = this.objects.get(key);
          return all && { content: all.subarray(first, last + 1), total: all.length };
        }),
    };
  }

  /** In pieces that fall anywhere, as a network gives them. */
  #stream(all: Buffer | undefined): AsyncIterable<Uint8Array> | undefined {
    if (all === undefined) return undefined;
    return (async function* () {
      for (let at = 0; at < all.length; at += 1_000) yield all.subarray(at, at + 1_000);
    })();
  }
}

export const memorySpool: Spool = async (content) => {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(Buffer.from(piece as string));
  const all = Buffer.concat(pieces);
  return {
    bytes: all.length,
    sha256: hash('sha256', all),
    read: async function* () {
      yield all;
    },
    drop: async () => {},
  };
};
