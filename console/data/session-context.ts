import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Session } from './session.ts';

export interface SignedIn {
  readonly session: Session;
  /** Back to the sign-in, with a word of why. */
  readonly signOut: (why?: string) => void;
}

const SignedInContext = createContext<SignedIn | undefined>(undefined);

export const SessionContext = SignedInContext.Provider;

/** Who is signed in; rooms are drawn after the sign-in alone. */
export const useSession = (): SignedIn => {
  const signedIn = useContext(SignedInContext);
  if (signedIn === undefined) throw new Error('a room is drawn although nobody is signed in');
  return signedIn;
};
