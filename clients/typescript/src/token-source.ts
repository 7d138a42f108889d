export interface TokenOptions {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
  readonly send: typeof fetch;
}

export interface TokenSource {
  readonly get: () => Promise<string>;
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

interface Granted {
  readonly access_token?: string;
  readonly expires_in?: number;
  readonly error?: string;
  readonly error_description?: string;
}

const jsonOf = async (answer: Response): Promise<Granted> => {
  try {
    return (await answer.json()) as Granted;
  } catch {
    return {}; // something in between answered: its status has to do
  }
};

/** RFC 6749, section 2.3.1: both are form-encoded before they are joined. */
const basic = (id: string, secret: string): string =>
  `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}`;

/** Tokens by client credentials, held in memory alone. Callers at the same time share one request. */
export const tokenSource = ({ url, clientId, clientSecret, scope, send }: TokenOptions): TokenSource => {
  let held: { readonly token: string; readonly until: number } | undefined;
  let asking: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    const answer = await send(`${url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: basic(clientId, clientSecret), 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        ...(scope === undefined ? {} : { scope }),
      }).toString(),
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    const { access_token: token, expires_in: seconds = 0, error, error_description: says } = await jsonOf(answer);
    if (!answer.ok || token === undefined)
      throw new NoToken(answer.status, error ?? 'no_token', says ?? `The token endpoint answered ${answer.status}.`);
    held = { token, until: Date.now() + seconds * 1000 - SPARE_MS };
    return token;
  };
  return {
    get: async () => {
      if (held !== undefined && Date.now() < held.until) return held.token;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    forget: (token) => {
      if (held?.token === token) held = undefined;
    },
  };
};
