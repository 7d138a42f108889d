import { BrokenInvariant } from './assert.ts';

/** What a log may hold of an error: enough to find the place, nothing that a client sent. */
export interface ErrorNote {
  readonly error: string;
  readonly reason?: string;
  /** The id by which the AWS service that failed knows its call. */
  readonly awsRequestId?: string;
  readonly stack?: string;
}

const FRAMES = 8;

interface Told extends Error {
  readonly $metadata?: { readonly requestId?: string };
}

/**
 * Messages of these speak of code and services: our own assertions, the engine's complaints, AWS's answers. A `SyntaxError`,
 * for one, quotes what it could not parse, so it and everything else is known by its name and place alone.
 */
const speaksOfCode = (error: Told): boolean =>
  error instanceof BrokenInvariant ||
  error instanceof TypeError ||
  error instanceof ReferenceError ||
  error.$metadata !== undefined;

const framesOf = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, FRAMES)
    .map((line) => line.trim())
    .join('\n');

export const errorNote = (thrown: unknown): ErrorNote => {
  if (!(thrown instanceof Error)) return { error: typeof thrown };
  const error = thrown as Told;
  return {
    error: error.name,
    ...(speaksOfCode(error) ? { reason: error.message } : {}),
    ...(error.$metadata?.requestId === undefined ? {} : { awsRequestId: error.$metadata.requestId }),
    ...(error.stack === undefined ? {} : { stack: framesOf(error.stack) }),
  };
};
