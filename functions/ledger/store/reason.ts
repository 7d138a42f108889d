import { BrokenInvariant } from '../../kernel/assert.ts';

/** Work that was given up for now, and that a later try may well do. Its message is ours and quotes nothing. */
export class Setback extends Error {
  override readonly name = 'Setback';
}

/** Why something failed, for a log: our own words, or the name of the error. Other messages may quote what they choked on. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof BrokenInvariant || error instanceof Setback) return error.message;
  return error instanceof Error ? error.name : 'unknown';
};
