export interface TokenOptions {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
  readonly send: typeof fetch;
}

/** A token and what it is good for. */
export interface Grant {
  readonly token: string;
  readonly scopes: ReadonlySet<string>;
  readonly expiresInSeconds: number;
}

export interface TokenSource {
  readonly get: () => Promise<string>;
  /** A new one, whatever is held. @throws NoToken */
  readonly grant: () => Promise<Grant>;
  /** The token was refused: nobody gets it again. */
  readonly forget: (token: string) => void;
}

/** The API gave no token: wrong credentials, a scope that the client lacks. `code` is RFC 6749's, section 5.2. */
export class NoToken extends Error {
  override readonly name = 'NoToken';
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Less than this left of its life, a token is exchanged: none shall expire on its way. */
const SPARE_MS = 30_000;
const WITHIN_MS = 15_000;
/** What a header can carry (RFC 6750, section 2.1, and more). */
const TOKEN = /^[\x21-\x7e]+$/;

interface Granted {
  readonly access_token?: string;
  readonly expires_in?: number;
  readonly scope?: string;
  readonly error?: string;
  readonly error_description?: string;
}

const jsonOf = async (answer: Response): Promise<Granted> => {
  try {
    const said: unknown = await answer.json();
    return typeof said === 'object' && said !== null ? said : {};
  } catch {
    return {}; // something in between answered: its status has to do
  }
};

/** RFC 6749, section 2.3.1: both are form-encoded before they are joined. */
const basic = (id: string, secret: string): string =>
  `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}`;

/** One token that another issuer gave: it is used as long as it is taken, and there is no other. */
export const heldToken = (token: string): TokenSource => {
  let isTaken = TOKEN.test(token);
  const get = async (): Promise<string> => {
    if (!isTaken)
      throw new NoToken(401, 'invalid_token', 'The token is no token, or was refused: it may have expired.');
    return token;
  };
  return {
    get,
    grant: async () => ({ token: await get(), scopes: new Set<string>(), expiresInSeconds: 0 }),
    forget: () => {
      isTaken = false;
    },
  };
};

/** Tokens by client credentials, held in memory alone. Callers at the same time share one request. */
export const tokenSource = ({ url, clientId, clientSecret, scope, send }: TokenOptions): TokenSource => {
  let held: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;
  const grant = async (): Promise<Grant> => {
    const answer = await send(`${url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: basic(clientId, clientSecret), 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        ...(scope === undefined ? {} : { scope }),
      }).toString(),
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    const { access_token: token, expires_in: seconds = 0, scope: granted, ...refused } = await jsonOf(answer);
    const { error, error_description: says } = refused;
    if (!answer.ok || token === undefined || !TOKEN.test(token))
      throw new NoToken(answer.status, error ?? 'no_token', says ?? `The token endpoint answered ${answer.status}.`);
    held = { token, until: Date.now() + seconds * 1000 - SPARE_MS };
    const scopes = new Set((granted ?? '').split(' ').filter((one) => one !== ''));
    return { token, scopes, expiresInSeconds: seconds };
  };
  return {
    grant,
    get: async () => {
      if (held !== undefined && Date.now() < held.until) return held.token;
      asking ??= grant()
        .then(({ token }) => token)
        .finally(() => {
          asking = undefined;
        });
      return asking;
    },
    forget: (token) => {
      if (held?.token === token) held = undefined;
    },
  };
};
