/** A pattern that EventBridge would refuse; the message says what is wrong with it. */
export class PatternFailure extends Error {
  override readonly name = 'PatternFailure';
}

/** @throws PatternFailure that names the field and what is wrong there. */
export const fail = (name: string, what: string): never => {
  throw new PatternFailure(`${name}: ${what}`);
};
