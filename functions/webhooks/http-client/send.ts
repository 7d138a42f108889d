import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Clock } from '../../kernel/core/ports.ts';
import { type Answer, type AttemptError, shownBody } from '../model/attempt.ts';
import { retryAfterMs } from '../model/retry-after.ts';
import { chooseAddress, type Target } from '../model/target.ts';
import type { Resolve } from './resolve.ts';

/** One POST to a target that has been judged. */
export interface Outgoing {
  readonly target: Target;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For everything: name, connection, answer to its last byte. */
  readonly patienceMs: number;
}

/** Never throws for what the other side does or fails to do: that is an answer of its own. */
export type Send = (outgoing: Outgoing) => Promise<Answer>;

export interface SendDeps {
  readonly resolve: Resolve;
  /** Tells how far away a date is. */
  readonly clock: Pick<Clock, 'now'>;
  /** The address to connect to; undefined where one of them may not be. For tests against a server of their own. */
  readonly choose?: (target: Target, addresses: readonly string[]) => string | undefined;
  /** Certificates to trust instead of the usual ones, for tests. */
  readonly ca?: string;
}

const ANSWER_BYTES_MAX = 65_536;
const HEADER_BYTES_MAX = 16_384;
/** Of the answer's body, for the log. */
const SHOWN_BYTES = 4_096;

/** Statuses that ask for patience: too many requests, and not available. */
const BUSY: ReadonlySet<number> = new Set([429, 503]);

const failed = (error: AttemptError, status?: number, body?: string): Answer => ({ error, status, body });

const TLS_CODE = /^(?:ERR_TLS|ERR_SSL|EPROTO$|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|ERR_OSSL)/;

/** Which kind of failure a socket's or the parser's error is. */
const errorOf = (error: Error & { readonly code?: unknown }): AttemptError => {
  const code = typeof error.code === 'string' ? error.code : '';
  if (error.name === 'AbortError' || error.name === 'TimeoutError' || code === 'ABORT_ERR') return 'timeout';
  if (TLS_CODE.test(code)) return 'tls';
  return code.startsWith('HPE_') ? 'protocol' : 'connection';
};

/** Reads an answer to its end or its measure, whichever comes first. */
const readAnswer = (message: IncomingMessage, now: () => number, done: (answer: Answer) => void): void => {
  const status = message.statusCode ?? 0;
  const shown: Buffer[] = [];
  let bytes = 0;
  const body = () => shownBody(Buffer.concat(shown).subarray(0, SHOWN_BYTES));
  message.on('data', (chunk: Buffer) => {
    if (bytes < SHOWN_BYTES) shown.push(chunk);
    bytes += chunk.length;
    if (bytes <= ANSWER_BYTES_MAX) return;
    done(failed('answer-too-large', status, body()));
    message.destroy();
  });
  const waitMs = BUSY.has(status) ? retryAfterMs(message.headers['retry-after'], now()) : undefined;
  message.on('end', () => {
    const error = status >= 200 && status < 300 ? undefined : 'status';
    done({ status, error, body: body(), ...(waitMs === undefined ? {} : { waitMs }) });
  });
  message.on('error', (error) => done(failed(errorOf(error), status, body())));
  // A connection that ends in the middle of an answer tells so by this alone.
  message.on('close', () => done(failed('connection', status, body())));
};

const open = ({ target, headers, body }: Outgoing, address: string, ca: string | undefined, signal: AbortSignal) => {
  const options = {
    // The address that was checked, and no name: there is no second look-up that could give another one.
    host: address,
    port: target.port,
    path: target.path,
    method: 'POST',
    headers: { ...headers, host: target.authority, 'content-length': String(Buffer.byteLength(body)) },
    agent: false as const,
    maxHeaderSize: HEADER_BYTES_MAX,
    signal,
  };
  if (!target.secure) return plainRequest(options);
  // The certificate is verified against the host's name, or against its address where that is the host.
  const servername = isIP(target.host) === 0 ? target.host : '';
  return secureRequest({ ...options, servername, ...(ca === undefined ? {} : { ca }) });
};

const converse = (request: ClientRequest, body: string, now: () => number): Promise<Answer> =>
  new Promise((done) => {
    let answering = false;
    request.on('response', (message) => {
      answering = true;
      readAnswer(message, now, done);
    });
    // Once an answer has begun, it tells itself how it ends, and its status is known.
    request.on('error', (error) => {
      if (!answering) done(failed(errorOf(error)));
    });
    // 101 and CONNECT have no place here.
    request.on('upgrade', (_message, socket) => {
      socket.destroy();
      done(failed('protocol', 101));
    });
    request.end(body);
  });

const late = (signal: AbortSignal): Promise<'late'> =>
  new Promise((done) => {
    if (signal.aborted) done('late');
    else signal.addEventListener('abort', () => done('late'), { once: true });
  });

/** Resolves, checks every address, connects to the one that was checked, and follows nothing. */
export const sender =
  ({ resolve, clock, choose = chooseAddress, ca }: SendDeps): Send =>
  async (outgoing) => {
    const signal = AbortSignal.timeout(outgoing.patienceMs);
    const { target } = outgoing;
    const addresses = await Promise.race([resolve(target.host, signal), late(signal)]);
    if (addresses === 'late') return failed('timeout');
    if (addresses === undefined) return failed('dns');
    const address = choose(target, addresses);
    if (address === undefined) return failed('address-forbidden');
    const request = open(outgoing, address, ca, signal);
    const answer = await converse(request, outgoing.body, clock.now);
    request.destroy();
    // Whatever the socket says when the time is up, it says it because the time was up.
    return signal.aborted && answer.error !== undefined ? { ...answer, error: 'timeout' } : answer;
  };
