import { useEffect, useRef, useState } from 'preact/hooks';
import type { CodeFlow } from '../data/code-flow.ts';
import type { IssuerSettings } from '../data/issuer.ts';
import { returned } from '../data/returned.ts';

const WINDOW = 'popup,width=520,height=720';

/** As it is registered at the issuer: the console's own address. */
const redirectUri = (): string => `${location.origin}${location.pathname}`;

/** Signs in at the issuer of the stage, in a window of its own: this page and what it holds in memory stay. */
export const IssuerSignIn = ({
  settings,
  onToken,
  onFailure,
}: {
  readonly settings: IssuerSettings;
  readonly onToken: (token: string) => void;
  readonly onFailure: (failure: Error) => void;
}) => {
  const [flow, setFlow] = useState<CodeFlow>();
  const [waits, setWaits] = useState(false);
  const [turn, setTurn] = useState(0);
  const waiting = useRef<AbortController | undefined>(undefined);
  const { host } = new URL(settings.issuer);
  // Ready before the press: a browser opens a window for a press, and not for what comes some time after it.
  useEffect(() => {
    const live = new AbortController();
    const prepare = async (): Promise<CodeFlow> => {
      const { prepareCodeFlow } = await import('../data/code-flow.ts');
      return prepareCodeFlow(settings, redirectUri());
    };
    prepare().then(
      (prepared) => live.signal.aborted || setFlow(prepared),
      (cause: unknown) =>
        live.signal.aborted || onFailure(new Error(`${host} does not answer. Load this page again.`, { cause })),
    );
    return () => live.abort();
  }, [turn]);
  useEffect(() => () => waiting.current?.abort(), []);
  const open = async ({ url, state, token }: CodeFlow): Promise<void> => {
    waiting.current?.abort();
    const mine = new AbortController();
    waiting.current = mine;
    const answer = returned(state, mine.signal);
    if (window.open(url, '_blank', WINDOW) === null) mine.abort();
    setWaits(true);
    try {
      onToken(await token(await answer));
    } catch (error) {
      if (waiting.current !== mine) return;
      onFailure(error instanceof Error ? error : new Error(String(error)));
    }
    // A verifier is good for one sign-in.
    setFlow(undefined);
    setWaits(false);
    setTurn((one) => one + 1);
  };
  return (
    <>
      <button
        type="button"
        class="main"
        disabled={flow === undefined}
        onClick={() => {
          if (flow !== undefined) void open(flow);
        }}
      >
        Sign in at {host}
      </button>
      <p class="soft small" role="status">
        {waits
          ? 'Go on in the window that has opened. Closed it? Press the button again.'
          : 'It opens in a window of its own. What you get there stays in the memory of this page: a reload asks again.'}
      </p>
    </>
  );
};
