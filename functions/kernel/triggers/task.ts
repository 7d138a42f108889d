import type { Context } from 'aws-lambda';
import type { output, ZodType } from 'zod';
import { brokenBy, type Log } from '../core/log.ts';
import { type Middleware, type Pipeline, pipeline } from '../core/pipeline.ts';
import type { Clock } from '../core/ports.ts';
import { detailOf, pointer } from '../http/faults.ts';
import { isReleaseProbe, RELEASE_PROBE_ANSWER } from './release-probe.ts';

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

/** As Lambda calls it: a task has a limit, so it always has a context. */
export type TaskHandler<R> = ((event: unknown, context: Context) => Promise<R>) & Pick<Pipeline<unknown, R>, 'use'>;

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

interface TaskRun {
  startedAt: number;
}

/** What the run of a task gets in place of Lambda's event. */
interface ReadTask<I> {
  readonly input: I;
  readonly deadline: number;
}

type TaskMiddleware<R> = Middleware<unknown, R, TaskRun>;

/** One line for each run of a task, and metrics where it failed: a healthy run each minute is told by Lambda's own, which cost nothing. */
const taskLog = <R>(domain: string, operation: string, { clock, log }: TaskDeps): TaskMiddleware<R> => {
  const line = ({ startedAt }: TaskRun) => ({ domain, operation, durationMs: clock.now() - startedAt });
  return {
    before: ({ internal }) => {
      internal.startedAt = clock.now();
    },
    after: ({ internal }) => {
      log.info('task', line(internal));
    },
    onError: ({ internal, error }) => {
      log.info('task', { ...line(internal), faults: 1, ...brokenBy(error) });
      log.error('task failed', { domain, operation }, error);
    },
  };
};

/** Answers the question of a release without a run. Nobody but the prober reads it, so the type of a result stays what it is. */
const releaseProbe = <R>(): TaskMiddleware<R> => ({
  before: ({ event }) => (isReleaseProbe(event) ? (RELEASE_PROBE_ANSWER as R) : undefined),
});

/** Reads the payload by the task's schema. */
const readPayload = <S extends ZodType, R>(options: TaskOptions<S, R>): TaskMiddleware<R> => ({
  before: (request) => {
    const deadline = request.internal.startedAt + request.context.getRemainingTimeInMillis() - RETURN_MS;
    const read: ReadTask<output<S>> = { input: readInput(options, request.event), deadline };
    request.event = read;
  },
});

/**
 * A function that a schedule or a person invokes directly. It may be invoked twice with one payload, so it bears repetition.
 * What it throws, Lambda tells the caller, or tries again where nobody waits.
 */
export const task = <S extends ZodType, R>(options: TaskOptions<S, R>): TaskHandler<R> => {
  const { domain, name, run, deps } = options;
  return pipeline<unknown, R, TaskRun>(
    [releaseProbe<R>(), taskLog<R>(domain, name, deps), readPayload(options)],
    ({ input, deadline }: ReadTask<output<S>>) => run(input, deadline),
  ) as TaskHandler<R>;
};
