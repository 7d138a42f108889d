import { type RetryOptions, retrying } from './retrying.ts';
import { type TokenOptions, type TokenSource, tokenSource } from './token-source.ts';

export interface CarrierOptions extends Partial<RetryOptions> {
  /** How often a call is tried in all, 1 to 10; 4 unless said. */
  readonly tries?: number;
  /** For so many milliseconds one try waits for its answer; 30,000 unless said. */
  readonly withinMs?: number;
  /** In place of the platform's own. */
  readonly fetch?: typeof fetch;
}

export interface TransportOptions extends Omit<TokenOptions, 'send'>, CarrierOptions {}

/** Sends requests with a token of the client's, again where that is safe. */
export interface Transport {
  readonly send: (request: Request) => Promise<Response>;
  readonly tokens: TokenSource;
}

const TRIES = 4;
const TRIES_MAX = 10;
const WITHIN_MS = 30_000;

/** Whichever comes first: the caller's own end, or that of one try. */
const endOf = (request: Request, withinMs: number): AbortSignal =>
  AbortSignal.any([request.signal, AbortSignal.timeout(withinMs)]);

/** What every client of the API has to do anyway: tokens in memory, a new one for one that was refused, safe retries. */
export const transport = ({ url, clientId, clientSecret, scope, ...options }: TransportOptions): Transport => {
  const { fetch: send = globalThis.fetch } = options;
  const credentials = { url, clientId, clientSecret, ...(scope === undefined ? {} : { scope }) };
  return transportBy(tokenSource({ ...credentials, send }), options);
};

/** The same over tokens from elsewhere. */
export const transportBy = (tokens: TokenSource, options: CarrierOptions): Transport => {
  const { tries = TRIES, withinMs = WITHIN_MS, fetch: send = globalThis.fetch, ...rest } = options;
  if (!Number.isInteger(tries) || tries < 1 || tries > TRIES_MAX)
    throw new RangeError(`A call is tried 1 to ${TRIES_MAX} times.`);
  const authorized = async (request: Request): Promise<Response> => {
    const sendWith = (token: string): Promise<Response> => {
      const copy = request.clone();
      copy.headers.set('authorization', `Bearer ${token}`);
      return send(copy, { signal: endOf(request, withinMs) });
    };
    const token = await tokens.get();
    const answer = await sendWith(token);
    if (answer.status !== 401) return answer;
    // It may have expired on its way, or its client's secret was rotated: one more, with another token.
    tokens.forget(token);
    await answer.body?.cancel();
    return sendWith(await tokens.get());
  };
  return { send: retrying(authorized, { ...rest, tries }), tokens };
};
