import type { Context } from 'aws-lambda';
import type { output, ZodType } from 'zod';
import { detailOf, pointer } from './faults.ts';
import { brokenBy, type Log } from './log.ts';
import type { Clock } from './ports.ts';

export interface TaskDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** A payload that is not what the task takes: the message says what is wrong with it, and never holds it. */
export class BadTask extends Error {
  override readonly name = 'BadTask';
}

export interface TaskOptions<S extends ZodType, R> {
  readonly domain: string;
  readonly name: string;
  /** What the payload must be. */
  readonly input: S;
  /** @param deadline milliseconds since the epoch by which it must have returned */
  readonly run: (input: output<S>, deadline: number) => Promise<R>;
  readonly deps: TaskDeps;
}

/** The time that is kept back to return the answer. */
const RETURN_MS = 1000;
/** Faults that a refusal of a payload lists. */
const FAULTS = 10;

const readInput = <S extends ZodType, R>({ name, input }: TaskOptions<S, R>, event: unknown): output<S> => {
  const parsed = input.safeParse(event);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues
    .slice(0, FAULTS)
    .map((issue) => `${pointer(issue.path) || 'payload'}: ${detailOf(issue)}`);
  throw new BadTask(`The payload of ${name} is not right. ${faults.join(' ')}`);
};

/**
 * A function that a schedule or a person invokes directly. It may be invoked twice with one payload, so it bears repetition.
 * What it throws, Lambda tells the caller, or tries again where nobody waits.
 */
export const task = <S extends ZodType, R>(options: TaskOptions<S, R>) => {
  const { domain, name, run, deps } = options;
  return async (event: unknown, context: Context): Promise<R> => {
    const from = deps.clock.now();
    const line = (faults: number) => ({ domain, operation: name, durationMs: deps.clock.now() - from, faults });
    try {
      const result = await run(readInput(options, event), from + context.getRemainingTimeInMillis() - RETURN_MS);
      deps.log.info('task', line(0));
      return result;
    } catch (error) {
      deps.log.info('task', { ...line(1), ...brokenBy(error) });
      deps.log.error('task failed', { domain, operation: name }, error);
      throw error;
    }
  };
};
