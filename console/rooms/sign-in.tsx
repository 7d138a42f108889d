import { useEffect, useRef, useState } from 'preact/hooks';
import { type Session, signIn } from '../data/session.ts';

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
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const enter = async (form: HTMLFormElement): Promise<void> => {
    const given = new FormData(form);
    setBusy(true);
    fail(undefined);
    try {
      onSignedIn(await signIn(String(given.get('id')).trim(), String(given.get('secret')).trim()));
    } catch (error) {
      const isOurs = error instanceof Error && error.name === 'Error';
      fail(isOurs ? error.message : 'The API does not answer. Is it running?');
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void enter(event.currentTarget);
        }}
      >
        <img src="console/icon.svg" alt="" width="48" height="48" />
        <h1>Folio console</h1>
        <p class="soft">See what the system consists of, what is wrong with it, and where the money is.</p>
        <label>
          Client id
          <input ref={first} name="id" required autoComplete="username" spellcheck={false} maxLength={200} />
        </label>
        <label>
          Client secret
          <input name="secret" type="password" required autoComplete="current-password" maxLength={400} />
        </label>
        {failure !== undefined && (
          <p class="note bad" role="alert">
            {failure}
          </p>
        )}
        <button type="submit" class="main" disabled={busy}>
          {busy ? 'Signing in …' : 'Sign in'}
        </button>
        <p class="soft small">
          On your own machine <code>./folio console</code> prints both. They stay in the memory of this page: a reload
          asks again.
        </p>
      </form>
    </main>
  );
};
