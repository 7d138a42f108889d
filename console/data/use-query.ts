import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import { call } from './api.ts';
import { SignedOut } from './session.ts';
import { SessionContext } from './session-context.ts';

export interface Query<T> {
  readonly data: T | undefined;
  readonly failure: Error | undefined;
  /** When the data came, in ms since the epoch. */
  readonly at: number | undefined;
  readonly again: () => void;
}

/**
 * What a path answers, asked again every `everyMs` while the tab is seen. Where a later call fails, the data of before stays, with the
 * failure beside it.
 *
 * @param path undefined asks nothing
 */
export const useQuery = <T>(path: string | undefined, everyMs = 0): Query<T> => {
  const { session, signOut } = useContext(SessionContext);
  const [held, hold] = useState<{ path?: string; data?: T; failure?: Error; at?: number }>({});
  const [turn, setTurn] = useState(0);
  const live = useRef(0);
  const again = useCallback(() => setTurn((one) => one + 1), []);
  // A turn asks anew.
  useEffect(() => {
    live.current += 1;
    const mine = live.current;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = (): void => {
      if (everyMs > 0 && live.current === mine) timer = setTimeout(ask, everyMs);
    };
    const ask = async (): Promise<void> => {
      if (path === undefined) return;
      // A tab that nobody sees asks nothing; it asks at once when it is seen again.
      if (document.hidden) return next();
      try {
        const data = await call<T>(session, path);
        if (live.current === mine) hold({ path, data, at: Date.now() });
      } catch (error) {
        if (live.current !== mine) return;
        if (error instanceof SignedOut) return signOut(error.message);
        const failure = error instanceof Error ? error : new Error(String(error));
        hold((before) => (before.path === path ? { ...before, failure } : { path, failure }));
      }
      next();
    };
    const seen = (): void => {
      if (document.hidden || everyMs === 0) return;
      clearTimeout(timer);
      void ask();
    };
    void ask();
    document.addEventListener('visibilitychange', seen);
    return () => {
      live.current += 1;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [path, everyMs, session, turn]);
  const current = held.path === path ? held : {};
  return { data: current.data, failure: current.failure, at: current.at, again };
};
