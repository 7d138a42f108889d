import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { FolioClient } from '../../clients/typescript/src/client.ts';
import { answeredAnew, type Outcome, SignedOut } from './answered.ts';
import { useSession } from './session-context.ts';

export interface Query<T> {
  readonly data: T | undefined;
  readonly failure: Error | undefined;
  /** Stands for the data, where the API gives such a tag. */
  readonly tag: string | undefined;
  /** When the API last said that this is so, in ms since the epoch. */
  readonly at: () => number | undefined;
  readonly again: () => void;
}

export interface QueryOptions {
  /** Asks again every so many milliseconds while the tab is seen; 0 asks once. */
  readonly everyMs?: number;
  /** False asks nothing. */
  readonly when?: boolean;
  /** The tag that the answer should have by now: where it has another one, it is asked for again at once, and stays until the next is there. */
  readonly mark?: string | undefined;
}

/** Goes with a question whose answer may be there already. */
export type Known = { readonly headers: Readonly<Record<string, string>> };

interface Held<T> {
  readonly question?: string;
  readonly data?: T;
  readonly tag?: string | undefined;
  readonly failure?: Error;
}

/**
 * What a call of the API answers. Where a later one fails, the data of before stays, with the failure beside it; where it says that nothing has
 * changed, nothing is drawn anew.
 *
 * @param question all that `ask` depends on; the name of its room comes first
 */
export const useQuery = <T>(
  question: readonly (string | undefined)[],
  ask: (folio: FolioClient, known: Known) => Promise<Outcome<T>>,
  { everyMs = 0, when = true, mark }: QueryOptions = {},
): Query<T> => {
  const { session, signOut } = useSession();
  const [held, hold] = useState<Held<T>>({});
  const [turn, setTurn] = useState(0);
  const live = useRef(0);
  const latest = useRef<Held<T>>({});
  const confirmed = useRef<number | undefined>(undefined);
  const asked = JSON.stringify(question);
  const again = useCallback(() => setTurn((one) => one + 1), []);
  // A turn asks anew.
  useEffect(() => {
    live.current += 1;
    const mine = live.current;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = (found: Held<T>): void => {
      latest.current = found;
      hold(found);
    };
    const next = (): void => {
      if (everyMs > 0 && live.current === mine) timer = setTimeout(look, everyMs);
    };
    const look = async (): Promise<void> => {
      if (!when) return;
      // A tab that nobody sees asks nothing; it asks at once when it is seen again.
      if (document.hidden) return next();
      const { question: before, tag, failure: failed } = latest.current;
      const known = before === asked && tag !== undefined && failed === undefined ? { 'if-none-match': tag } : {};
      try {
        const found = await answeredAnew(ask(session.folio, { headers: known }));
        if (live.current === mine) {
          confirmed.current = Date.now();
          if (found !== undefined) keep({ question: asked, ...found });
        }
      } catch (error) {
        if (live.current !== mine) return;
        if (error instanceof SignedOut) return signOut(error.message);
        const failure = error instanceof Error ? error : new Error(String(error));
        keep(latest.current.question === asked ? { ...latest.current, failure } : { question: asked, failure });
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
  useEffect(() => {
    const { question: of, tag } = latest.current;
    if (mark !== undefined && of === asked && tag !== undefined && tag !== mark) again();
  }, [mark, held.tag]);
  const current: Held<T> = held.question === asked ? held : {};
  const { data, tag, failure } = current;
  return { data, tag, failure, at: () => confirmed.current, again };
};
