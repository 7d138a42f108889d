import { types } from 'node:util';
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

interface ErrorWithCode extends Error {
  readonly $metadata?: { readonly requestId?: string };
}

/** The engine's complaints about code. Other ones of its own and of Node quote values: a text that has no property, a wrong header. */
const OF_CODE =
  /^(?:Cannot (?:read|set) properties of (?:undefined|null) \((?:reading|setting) '[\w$#]{1,40}'\)|[\w$.#()]{1,80} is not (?:a function|a constructor|iterable|defined))$/;

/**
 * Messages of these speak of code and services: our own assertions, the engine's complaints, AWS's answers. A `SyntaxError`,
 * for one, quotes what it could not parse, so it and everything else is known by its name and place alone.
 */
const speaksOfCode = (error: ErrorWithCode): boolean =>
  error instanceof BrokenInvariant || OF_CODE.test(error.message) || error.$metadata !== undefined;

/** The message stands before the frames, and may hold lines that look like some. */
const framesOf = (stack: string, message: string): string =>
  stack
    .slice(Math.max(0, stack.indexOf(message)) + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, FRAMES)
    .map((line) => line.trim())
    .join('\n');

export const errorNote = (thrown: unknown): ErrorNote => {
  if (!types.isNativeError(thrown)) return { error: typeof thrown };
  const error = thrown as ErrorWithCode;
  return {
    error: error.name,
    ...(speaksOfCode(error) ? { reason: error.message } : {}),
    ...(error.$metadata?.requestId === undefined ? {} : { awsRequestId: error.$metadata.requestId }),
    ...(error.stack === undefined ? {} : { stack: framesOf(error.stack, error.message) }),
  };
};
