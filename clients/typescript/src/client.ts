import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './api.ts';
import { type Pause, retrying } from './retrying.ts';
import { tokenSource } from './token-source.ts';

export interface ClientOptions {
  /** Where the API is, without a slash at its end. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Scopes of its tokens between single spaces; all that the client holds unless said. */
  readonly scope?: string;
  /** How often a call is tried in all, 1 to 10; 4 unless said. */
  readonly tries?: number;
  /** In place of the platform's own. */
  readonly fetch?: typeof fetch;
  /** Waits between tries; by the clock unless said. */
  readonly pause?: Pause;
}

export type FolioClient = Client<paths>;

const TRIES = 4;
const TRIES_MAX = 10;

/**
 * A client of the API: every path, parameter, body and answer is typed by the document. It gets and renews its tokens, and tries again what may be
 * tried again: with the same `Idempotency-Key`, so that a payment whose answer was lost is made once.
 *
 * @example
 * const folio = folioClient({ url, clientId, clientSecret });
 * const { data, error } = await folio.GET('/v1/accounts/{id}', { params: { path: { id: 'alice' } } });
 */
export const folioClient = (options: ClientOptions): FolioClient => {
  const { url, tries = TRIES, fetch: send = globalThis.fetch, pause } = options;
  if (!Number.isInteger(tries) || tries < 1 || tries > TRIES_MAX)
    throw new RangeError(`A call is tried 1 to ${TRIES_MAX} times.`);
  const tokens = tokenSource({ ...options, send });
  const authorized = async (request: Request): Promise<Response> => {
    const sendWith = async (token: string): Promise<Response> => {
      const copy = request.clone();
      copy.headers.set('authorization', `Bearer ${token}`);
      return send(copy);
    };
    const token = await tokens.get();
    const answer = await sendWith(token);
    if (answer.status !== 401) return answer;
    // It may have expired on its way, or its client's secret was rotated: one more, with another token.
    tokens.forget(token);
    await answer.body?.cancel();
    return sendWith(await tokens.get());
  };
  return createClient<paths>({
    baseUrl: url,
    fetch: retrying(authorized, { tries, ...(pause === undefined ? {} : { pause }) }),
  });
};
