import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { FolioClient } from '../../clients/typescript/src/client.ts';
import { answered, type Outcome, SignedOut } from './answered.ts';
import { useSession } from './session-context.ts';

export interface Query<T> {
  readonly data: T | undefined;
  readonly failure: Error | undefined;
  /** When the data came, in ms since the epoch. */
  readonly at: number | undefined;
  readonly again: () => void;
}

export interface QueryOptions {
  /** Asks again every so many milliseconds while the tab is seen; 0 asks once. */
  readonly everyMs?: number;
  /** False asks nothing. */
  readonly when?: boolean;
}

interface Held<T> {
  readonly question?: string;
  readonly data?: T;
  readonly failure?: Error;
  readonly at?: number;
}

/**
 * What a call of the API answers. Where a later one fails, the data of before stays, with the failure beside it.
 *
 * @param question all that `ask` depends on; the name of its room comes first
 */
export const useQuery = <T>(
  question: readonly (string | undefined)[],
  ask: (folio: FolioClient) => Promise<Outcome<T>>,
  { everyMs = 0, when = true }: QueryOptions = {},
): Query<T> => {
  const { session, signOut } = useSession();
  const [held, hold] = useState<Held<T>>({});
  const [turn, setTurn] = useState(0);
  const live = useRef(0);
  const asked = JSON.stringify(question);
  const again = useCallback(() => setTurn((one) => one + 1), []);
  // A turn asks anew.
  useEffect(() => {
    live.current += 1;
    const mine = live.current;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = (): void => {
      if (everyMs > 0 && live.current === mine) timer = setTimeout(look, everyMs);
    };
    const look = async (): Promise<void> => {
      if (!when) return;
      // A tab that nobody sees asks nothing; it asks at once when it is seen again.
      if (document.hidden) return next();
      try {
        const data = await answered(ask(session.folio));
        if (live.current === mine) hold({ question: asked, data, at: Date.now() });
      } catch (error) {
        if (live.current !== mine) return;
        if (error instanceof SignedOut) return signOut(error.message);
        const failure = error instanceof Error ? error : new Error(String(error));
        hold((before) => (before.question === asked ? { ...before, failure } : { question: asked, failure }));
      }
      next();
    };
    const seen = (): void => {
      if (document.hidden || everyMs === 0) return;
      clearTimeout(timer);
      void look();
    };
    void look();
    document.addEventListener('visibilitychange', seen);
    return () => {
      live.current += 1;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [asked, everyMs, when, session, turn]);
  const current: Held<T> = held.question === asked ? held : {};
  return { data: current.data, failure: current.failure, at: current.at, again };
};
