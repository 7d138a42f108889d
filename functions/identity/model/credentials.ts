import { invalidClient, invalidRequest } from './oauth-refusal.ts';
import { SECRET_CHARS_MAX } from './secret-hash.ts';

export interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

/** The members of the token request's form that say who asks. */
export interface CredentialsForm {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
}

const BASIC = /^basic +([A-Za-z0-9+/_-]+={0,2})$/i;
const ID_CHARS_MAX = 64;

/** RFC 6749, appendix B: both parts of the Basic pair are form-encoded before they are joined. */
const formDecode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    if (cause instanceof URIError)
      throw invalidClient('The Basic credentials are not percent-encoded as RFC 6749 asks.');
    throw cause;
  }
};

const basic = (header: string): Credentials => {
  const encoded = BASIC.exec(header)?.[1];
  if (encoded === undefined) throw invalidClient('Send Authorization: Basic with the client id and secret in base64.');
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) throw invalidClient('The Basic credentials hold no colon between client id and secret.');
  return { clientId: formDecode(pair.slice(0, colon)), secret: formDecode(pair.slice(colon + 1)) };
};

const bounded = (credentials: Credentials): Credentials => {
  const { clientId, secret } = credentials;
  if (clientId.length > ID_CHARS_MAX || secret.length > SECRET_CHARS_MAX) throw invalidClient();
  return credentials;
};

/**
 * Who asks for a token, by exactly one of RFC 6749's two ways: `client_secret_basic` or `client_secret_post`. A bare
 * `client_id` beside Basic is no second way (section 3.2.1) as long as it names the same client.
 */
export const credentials = (authorization: string | undefined, form: CredentialsForm): Credentials => {
  const { client_id: clientId, client_secret: secret } = form;
  if (authorization === undefined) {
    if (!clientId || !secret) throw invalidClient('Send the client id and secret by HTTP Basic or in the form.');
    return bounded({ clientId, secret });
  }
  if (secret) throw invalidRequest('Authenticate by the Authorization header or by the form, not by both.');
  const pair = bounded(basic(authorization));
  if (clientId && clientId !== pair.clientId) throw invalidRequest('The form names another client than the header.');
  return pair;
};
