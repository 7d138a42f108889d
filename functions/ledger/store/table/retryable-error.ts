import { BrokenInvariant } from '../../../kernel/core/assert.ts';

/** Work that was given up for now, and that a later try may well do. Its message is ours and quotes nothing. */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
}

/** Why something failed, for a log: our own words, or the name of the error. Other messages may quote what they choked on. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof BrokenInvariant || error instanceof RetryableError) return error.message;
  return error instanceof Error ? error.name : 'unknown';
};
