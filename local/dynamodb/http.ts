import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import type { Engine } from './engine.ts';
import { DynamoError, errorBody, internal } from './errors.ts';
import { LostAnswer } from './faults.ts';
import { LIMITS } from './limits.ts';

// Asked for and not imported: an import reads all that the module exports, and so loads undici, 25 ms and 2 MB of this thread.
const { createServer } = process.getBuiltinModule('node:http');

const TARGET = /^(?:DynamoDB|DynamoDBStreams)_20120810\.(\w+)$/;
const TYPE = 'application/x-amz-json-1.0';
/** Longer than the clients' own, so that none of them meets a connection that is just being closed. */
const KEEP_ALIVE_MS = 60_000;

/** Why a request may not come in; undefined lets it in. */
export type Admit = (request: IncomingMessage) => string | undefined;

export interface HttpOptions {
  readonly admit: Admit;
  readonly newId: () => string;
}

const bodyOf = (request: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > LIMITS.requestBytes)
        reject(new DynamoError('RequestEntityTooLargeException', 'The request is larger than 16 MB', {}, 413));
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString()));
    request.on('error', reject);
  });

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new DynamoError('SerializationException', 'The body is not JSON');
  }
};

const send = (response: ServerResponse, status: number, body: string, id: string): void => {
  response.writeHead(status, {
    'content-type': TYPE,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': id,
    'x-amz-crc32': crc32(body),
  });
  response.end(body);
};

const answer = async (engine: Engine, request: IncomingMessage): Promise<string> => {
  if (request.method !== 'POST')
    throw new DynamoError('UnknownOperationException', 'Only POST is answered here', {}, 404);
  const target = request.headers['x-amz-target'];
  const operation = TARGET.exec(typeof target === 'string' ? target : '')?.[1];
  const body = await bodyOf(request);
  if (operation === undefined)
    throw new DynamoError('UnknownOperationException', 'X-Amz-Target names no operation of DynamoDB');
  if (request.headers.authorization === undefined)
    throw new DynamoError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  return engine.call(operation, parsed(body));
};

/** DynamoDB's JSON protocol before an engine. Signatures are not verified; `admit` says who may call. */
export const serverOf = (engine: Engine, { admit, newId }: HttpOptions): Server =>
  createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const refusal = admit(request);
    if (refusal !== undefined) {
      request.resume();
      const error = new DynamoError('AccessDeniedException', refusal, {}, 403);
      send(response, error.status, errorBody(error), newId());
      return;
    }
    answer(engine, request).then(
      (body) => send(response, 200, body, newId()),
      (reason: unknown) => {
        if (reason instanceof LostAnswer) {
          response.destroy();
          return;
        }
        const error = reason instanceof DynamoError ? reason : internal();
        if (!response.headersSent) send(response, error.status, errorBody(error), newId());
      },
    );
  });
