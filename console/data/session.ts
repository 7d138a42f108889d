/** Signs in and keeps what that takes in memory alone: no storage, no address and no cookie ever holds it. */
export interface Session {
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  /** A token that is good for the next call. @throws SignedOut */
  readonly token: () => Promise<string>;
  /** The token was refused: the next call gets another one. */
  readonly renew: () => void;
}

/** Who signed in may not any more: the client was deleted, or its secret rotated. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

/** A token is exchanged when less than this is left of it, so that none expires on its way. */
const SPARE_MS = 30_000;
const WITHIN_MS = 15_000;

interface Granted {
  readonly access_token?: string;
  readonly expires_in?: number;
  readonly scope?: string;
}

/** RFC 6749, section 2.3.1: both are form-encoded before they are joined. */
const basic = (clientId: string, secret: string): string =>
  `Basic ${btoa(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`)}`;

const ask = async (clientId: string, secret: string): Promise<Granted> => {
  const answer = await fetch('oauth/token', {
    method: 'POST',
    headers: { authorization: basic(clientId, secret), 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
    credentials: 'omit',
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  if (answer.status === 400 || answer.status === 401)
    throw new SignedOut('This client id and secret do not go together.');
  if (answer.status === 429) throw new Error('Too many attempts. Wait a minute and try again.');
  if (!answer.ok) throw new Error(`The sign-in did not work: the API answered ${answer.status}. Try again.`);
  return (await answer.json()) as Granted;
};

/** @throws SignedOut for wrong credentials */
export const signIn = async (clientId: string, secret: string): Promise<Session> => {
  let held: { readonly token: string; readonly until: number } | undefined;
  const grant = async (): Promise<Granted> => {
    const granted = await ask(clientId, secret);
    if (granted.access_token === undefined) throw new Error('The API gave no token. Try again.');
    held = { token: granted.access_token, until: Date.now() + (granted.expires_in ?? 0) * 1000 - SPARE_MS };
    return granted;
  };
  const first = await grant();
  let renewing: Promise<Granted> | undefined;
  return {
    clientId,
    scopes: new Set((first.scope ?? '').split(' ').filter((one) => one !== '')),
    token: async () => {
      if (held === undefined || Date.now() >= held.until) {
        renewing ??= grant().finally(() => {
          renewing = undefined;
        });
        await renewing;
      }
      return held?.token ?? '';
    },
    renew: () => {
      held = undefined;
    },
  };
};
