import { BrokenInvariant } from '../../kernel/assert.ts';

/** Why something failed, for a log: our own words, or the name of the error. Other messages may quote what they choked on. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof BrokenInvariant) return error.message;
  return error instanceof Error ? error.name : 'unknown';
};
