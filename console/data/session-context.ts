import { createContext } from 'preact';
import type { Session } from './session.ts';

export interface SignedIn {
  readonly session: Session;
  /** Back to the sign-in, with a word of why. */
  readonly signOut: (why?: string) => void;
}

/** Only rooms read it, and rooms are drawn after the sign-in. */
export const SessionContext = createContext<SignedIn>({
  session: {
    clientId: '',
    scopes: new Set(),
    token: () => Promise.reject(new Error('nobody is signed in')),
    renew: () => undefined,
  },
  signOut: () => undefined,
});
