import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Loopback, listenOnLoopback } from '../loopback.ts';
import { type Door, doorAt, type Secret } from '../trust/door.ts';
import { REFUSALS, refusal } from '../trust/refusal.ts';
import { AwsError, invalid } from './aws-error.ts';
import { parseInput } from './input.ts';
import { MAILBOX_PATH, type Mailbox } from './mailbox.ts';
import type { Operations } from './operations.ts';
import type { RestAnswer, RestCall } from './rest.ts';

export interface EndpointDeps {
  /** What callers prove themselves by. */
  readonly secret: Secret;
  /** By the first part of `X-Amz-Target`, such as `AmazonSQS`. */
  readonly services: ReadonlyMap<string, Operations>;
  /** Calls without a target: Lambda and S3. */
  readonly rest: (call: RestCall) => Promise<RestAnswer> | RestAnswer;
  /** Events as they pass, for people who watch; the function stops it. */
  readonly tap: (listener: (event: string) => void) => () => void;
  /** Calls of the query protocol, told by their form: CloudFormation. */
  readonly query: (form: URLSearchParams) => RestAnswer;
  /** Where functions answer for custom resources. */
  readonly mailbox: Mailbox;
  readonly log: (line: string) => void;
}

/** More than any call of ours: a Lambda payload has 6 MB. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** Of an object, which is held in memory once: the files of payments have some 100 MB at most. */
const MAX_OBJECT_BYTES = 512 * 1024 * 1024;
/** Not an AWS call: what passes on the buses, one event a line. */
const TAP_PATH = '/_folio/events';

const readBody = async (request: IncomingMessage, max = MAX_BODY_BYTES): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > max) throw new AwsError('RequestEntityTooLargeException', 'The body is too large.', 413);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
};

const send = (response: ServerResponse, { status, headers, body }: RestAnswer): void => {
  response.writeHead(status, { 'x-amzn-requestid': randomUUID(), ...headers });
  response.end(body);
};

const sendError = (response: ServerResponse, error: unknown, log: (line: string) => void): void => {
  const known = error instanceof AwsError ? error : new AwsError('InternalFailure', 'The local cloud failed.', 500);
  if (known !== error) log(`the AWS endpoint failed: ${error instanceof Error ? error.stack : String(error)}`);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  send(response, {
    status: known.status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': known.code },
    body: JSON.stringify({ __type: known.code, message: known.message, Message: known.message }),
  });
};

const callOperation = async (deps: EndpointDeps, target: string, body: Buffer, response: ServerResponse) => {
  const dot = target.lastIndexOf('.');
  const operations = deps.services.get(target.slice(0, dot));
  const name = target.slice(dot + 1);
  const operation = operations !== undefined && Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation === undefined)
    throw new AwsError('UnknownOperationException', 'The operation is not supported by the local cloud.');
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  response.once('close', leave);
  const answer = await operation(parseInput(body.toString()), { signal: gone.signal });
  // Nobody is left to be told, and each abort makes an exception with its stack.
  response.off('close', leave);
  send(response, {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(answer),
  });
};

const streamTap = (deps: EndpointDeps, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.flushHeaders();
  // A reader that does not keep up loses events rather than filling our memory.
  const stop = deps.tap((event) => {
    if (!response.writableNeedDrain) response.write(`${event}\n`);
  });
  response.once('close', stop);
};

const takeAnswer = async (mailbox: Mailbox, path: string, request: IncomingMessage, response: ServerResponse) => {
  // Nothing of a body is read for nobody.
  const known = mailbox.isOpen(path) && mailbox.put(path, (await readBody(request)).toString());
  send(response, { status: known ? 200 : 403, headers: {}, body: '' });
};

/** @throws AwsError for whoever may not come in */
const letIn = (request: IncomingMessage, door: Door): void => {
  const refused = refusal(request, door);
  if (refused === undefined) return;
  if (refused === 'secret' && request.headers.authorization === undefined)
    throw new AwsError('MissingAuthenticationTokenException', 'Request is missing Authentication Token', 403);
  const code = refused === 'secret' ? 'UnrecognizedClientException' : 'AccessDeniedException';
  throw new AwsError(code, REFUSALS[refused], 403);
};

/** The path and query of a request, whether or not it names the host before them. */
const targetOf = ({ url = '/' }: IncomingMessage): URL => {
  const target = URL.parse(url.startsWith('/') ? `http://local${url}` : url);
  if (target === null) throw invalid('The target of the request is no path of this endpoint.');
  return target;
};

const handle = async (
  deps: EndpointDeps,
  door: Door | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (door === undefined) throw new AwsError('ServiceUnavailable', 'The local cloud is starting.', 503);
  letIn(request, { ...door, secret: undefined });
  const url = targetOf(request);
  // The address itself is the permission, as with a signed URL.
  if (url.pathname.startsWith(MAILBOX_PATH)) return takeAnswer(deps.mailbox, url.pathname, request, response);
  letIn(request, door);
  if (url.pathname === TAP_PATH) return streamTap(deps, response);
  const body = await readBody(request, request.method === 'PUT' ? MAX_OBJECT_BYTES : MAX_BODY_BYTES);
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return callOperation(deps, target, body, response);
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return send(response, deps.query(new URLSearchParams(body.toString())));
  const method = request.method ?? 'GET';
  send(
    response,
    await deps.rest({ method, path: url.pathname, query: url.searchParams, headers: request.headers, body }),
  );
};

/** The one loopback endpoint of all emulated services but DynamoDB, which functions reach directly. */
export const startEndpoint = async (deps: EndpointDeps): Promise<Loopback> => {
  let door: Door | undefined;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    handle(deps, door, request, response).catch((error: unknown) => sendError(response, error, deps.log));
  });
  const listening = await listenOnLoopback(server);
  door = doorAt(listening.url, deps.secret);
  return listening;
};
