import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { output, ZodType } from 'zod';
import type { Log } from './log.ts';
import type { Clock } from './ports.ts';

export interface TaskDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/** A payload that is not what the task takes: the message says what is wrong with it. */
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

/** A function that a schedule or a person invokes directly. It may be invoked twice with one payload, so it bears repetition. */
export const task = <S extends ZodType, R>(options: TaskOptions<S, R>) => {
  const { domain, name, input, run, deps } = options;
  return middy<unknown, R>().handler(async (event: unknown, context: Context): Promise<R> => {
    const from = deps.clock.now();
    const line = { domain, operation: name };
    const parsed = input.safeParse(event);
    if (!parsed.success) {
      const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`);
      throw new BadTask(`The payload of ${name} is not right: ${faults.join('; ')}`);
    }
    try {
      const result = await run(parsed.data, from + context.getRemainingTimeInMillis() - RETURN_MS);
      deps.log.info('task', { ...line, durationMs: deps.clock.now() - from });
      return result;
    } catch (error) {
      deps.log.error('task failed', { ...line, durationMs: deps.clock.now() - from }, error);
      throw error;
    }
  });
};
