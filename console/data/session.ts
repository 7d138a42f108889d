import { clientWithToken, type FolioClient, signIn as signInClient } from '../../clients/typescript/src/client.ts';
import { NoToken } from '../../clients/typescript/src/token-source.ts';
import { scopesIn } from './token-scopes.ts';

/** Signs in and keeps what that takes in memory alone: no storage, no address and no cookie ever holds it. */
export interface Session {
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  readonly folio: FolioClient;
}

/** A page that is looked at asks again by itself: one more try is enough. */
const TRIES = 2;
const WITHIN_MS = 20_000;

/** The page may be served below another path. */
const apiUrl = (): string => new URL('.', location.href).href.replace(/\/$/, '');

const told = (error: unknown): unknown => {
  if (!(error instanceof NoToken)) return error;
  if (error.status === 400 || error.status === 401) return new Error('This client id and secret do not go together.');
  if (error.status === 429) return new Error('Too many attempts. Wait a minute and try again.');
  return new Error(`The sign-in did not work: the API answered ${error.status}. Try again.`);
};

const send: typeof fetch = (input, init) => fetch(input, { ...init, credentials: 'omit', cache: 'no-store' });
const CARRIER = { fetch: send, tries: TRIES, withinMs: WITHIN_MS };

/** A token of an outside issuer, by its page or by its own tools. Whether it is taken is known with the first answer. */
export const signInByToken = async (token: string, clientId: string): Promise<Session> => {
  const folio = clientWithToken(apiUrl(), token, CARRIER);
  const { response } = await folio.GET('/v1/catalog/health');
  // 403 is of who may look at money alone.
  if (!response.ok && response.status !== 403)
    throw new Error(`The API did not take this token: it answered ${response.status}.`);
  return { clientId, scopes: scopesIn(token), folio };
};

/** @throws Error that says what to do next */
export const signIn = async (clientId: string, clientSecret: string): Promise<Session> => {
  const options = { url: apiUrl(), clientId, clientSecret, ...CARRIER };
  const { folio, scopes } = await signInClient(options).catch((error: unknown) => {
    throw told(error);
  });
  return { clientId, scopes, folio };
};
