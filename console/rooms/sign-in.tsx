import { useEffect, useRef, useState } from 'preact/hooks';
import { NoToken } from '../../clients/typescript/src/token-source.ts';
import { issuerSettings } from '../data/issuer.ts';
import { type Session, signIn, signInByToken } from '../data/session.ts';
import { IssuerSignIn } from './issuer-sign-in.tsx';

const failureOf = (error: unknown): string => {
  if (error instanceof NoToken) return 'The API did not take this token. It may have expired: get a new one.';
  return error instanceof Error && error.name === 'Error' ? error.message : 'The API does not answer. Is it running?';
};

const given = (form: HTMLFormElement, name: string): string => String(new FormData(form).get(name)).trim();

/** Of a client of Folio's own issuer. */
const ClientSignIn = ({
  busy,
  onGiven,
}: {
  readonly busy: boolean;
  readonly onGiven: (id: string, secret: string) => void;
}) => {
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          onGiven(given(form, 'id'), given(form, 'secret'));
        }}
      >
        <label>
          Client id
          <input ref={first} name="id" required autoComplete="username" spellcheck={false} maxLength={200} />
        </label>
        <label>
          Client secret
          <input name="secret" type="password" required autoComplete="current-password" maxLength={400} />
        </label>
        <button type="submit" class="main" disabled={busy}>
          {busy ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
      <p class="soft small">
        On your own machine <code>./folio console</code> prints both. They stay in the memory of this page: a reload
        asks again.
      </p>
    </>
  );
};

/** The only way in. What is typed here stays in this page's memory. */
export const SignIn = ({
  why,
  onSignedIn,
}: {
  readonly why: string | undefined;
  readonly onSignedIn: (session: Session) => void;
}) => {
  const [failure, fail] = useState(why);
  const [busy, setBusy] = useState(false);
  const [settings] = useState(() => issuerSettings(document));
  const enter = async (entering: Promise<Session>): Promise<void> => {
    setBusy(true);
    fail(undefined);
    try {
      onSignedIn(await entering);
    } catch (error) {
      fail(failureOf(error));
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <div class="paper">
        <img src="console/icon.svg" alt="" width="48" height="48" />
        <h1>Folio console</h1>
        <p class="soft">See what the system consists of, what is wrong with it, and where the money is.</p>
        {failure !== undefined && (
          <p class="note bad" role="alert">
            {failure}
          </p>
        )}
        {settings === undefined ? (
          <ClientSignIn busy={busy} onGiven={(id, secret) => void enter(signIn(id, secret))} />
        ) : (
          <IssuerSignIn
            settings={settings}
            onToken={(token) => void enter(signInByToken(token, new URL(settings.issuer).host))}
            onFailure={({ message }) => fail(message)}
          />
        )}
        <details>
          <summary>Sign in with an access token</summary>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void enter(signInByToken(given(event.currentTarget, 'token'), 'access token'));
            }}
          >
            <label>
              Access token
              <input name="token" type="password" required autoComplete="off" spellcheck={false} maxLength={8192} />
            </label>
            <button type="submit" disabled={busy}>
              Use this token
            </button>
            <p class="soft small">
              Where tokens come from another issuer, such as Cognito, Entra ID or Okta: get one from its own tools. It
              is used until it expires.
            </p>
          </form>
        </details>
      </div>
    </main>
  );
};
