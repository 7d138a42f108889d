import type { IncomingMessage } from 'node:http';

const EMPTY = Buffer.alloc(0);
/** A client that is cut off while it sends may never read its answer: what is too long is read to its end, up to this. */
const PATIENCE = 4;

/** The whole body, or undefined when it is longer than `limit`. Never resolves when the client goes away. */
export const readBody = (request: IncomingMessage, limit: number): Promise<Buffer | undefined> => {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > PATIENCE * limit) return Promise.resolve(undefined);
  if (announced === 0 && request.headers['transfer-encoding'] === undefined) return Promise.resolve(EMPTY);
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else if (size > PATIENCE * limit) resolve(undefined);
  });
  request.on('end', () => {
    if (size > limit) resolve(undefined);
    else resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
  });
  return promise;
};
