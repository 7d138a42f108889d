import { useCallback, useState } from 'preact/hooks';
import type { FolioClient } from '../../clients/typescript/src/client.ts';
import { ApiFailure, answered, type Outcome, SignedOut } from './answered.ts';
import { useSession } from './session-context.ts';

/** Something that a press of a button does. */
export interface Action<T> {
  readonly busy: boolean;
  readonly done: T | undefined;
  readonly failure: Error | undefined;
  readonly run: () => void;
}

const isRefusal = ({ status }: ApiFailure): boolean => status >= 400 && status < 500;

/**
 * A call that changes something. Every try of it has the same idempotency key: pressed twice, or again after a lost answer, it has one
 * effect. What was refused had none, and what is meant next gets a key of its own.
 */
export const useAction = <T>(
  act: (folio: FolioClient, key: string) => Promise<Outcome<T>>,
  onDone: (answer: T) => void = () => undefined,
): Action<T> => {
  const { session, signOut } = useSession();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [state, setState] = useState<Omit<Action<T>, 'run'>>({ busy: false, done: undefined, failure: undefined });
  const run = useCallback(() => {
    const carryOut = async (): Promise<void> => {
      setState({ busy: true, done: undefined, failure: undefined });
      try {
        const done = await answered(act(session.folio, key));
        setState({ busy: false, done, failure: undefined });
        onDone(done);
      } catch (error) {
        if (error instanceof SignedOut) return signOut(error.message);
        const failure = error instanceof Error ? error : new Error(String(error));
        if (failure instanceof ApiFailure && isRefusal(failure)) setKey(crypto.randomUUID());
        setState({ busy: false, done: undefined, failure });
      }
    };
    void carryOut();
  }, [act, onDone, session, key]);
  return { ...state, run };
};
