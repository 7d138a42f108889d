import type { Log } from '../../../functions/kernel/core/log.ts';
import { Violation } from '../violation.ts';

/** What a function says of itself when it logs an error: that an assertion of its own is broken, or that it has a defect. */
export const watchingLog = (violated: (violation: Violation) => void): Log => ({
  info: (_, { brokenInvariants }) => {
    if (brokenInvariants !== undefined) violated(new Violation('own-assertions', 'a function broke its own'));
  },
  warn: () => undefined,
  error: (_, __, error) => {
    // By its name: each release has a class of its own.
    if (error instanceof Error && error.name === 'BrokenInvariant')
      violated(new Violation('own-assertions', String(error.stack ?? error.message)));
    else if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError)
      violated(new Violation('no-defect', String(error.stack)));
  },
});
