import type { Clock, Random } from './ports.ts';

/** How often something is attempted at most, and how long a pause between two attempts may be. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
}

/** Each retry of the functions follows one of these. */
export const RETRY = {
  /** Two writers of one item: over within milliseconds. */
  conflict: { attempts: 64, baseMs: 5, capMs: 250 },
  /** What a batch of reads or writes left over. A throttle lasts longer than a conflict, so the first pause is longer too. */
  batch: { attempts: 10, baseMs: 40, capMs: 250 },
  /** Messages that SQS did not take. */
  queue: { attempts: 5, baseMs: 10, capMs: 250 },
  /** Events that EventBridge did not take. */
  bus: { attempts: 5, baseMs: 20, capMs: 500 },
  /** Writes of a relay, before it gives its batch back to the stream mapping, which tries again later. */
  relay: { attempts: 8, baseMs: 10, capMs: 500 },
  /** Calls that AWS limits to a few a second, or that wait until a new role is known everywhere. A deadline ends them. */
  controlPlane: { attempts: 1_000, baseMs: 200, capMs: 5_000 },
  /** Requests signed here, which no SDK retries. */
  signedCall: { attempts: 3, baseMs: 200, capMs: 400 },
  /** The answer to CloudFormation: three tries of four seconds fit into what the work leaves of the function's time. */
  customResource: { attempts: 3, baseMs: 1_000, capMs: 2_000 },
} as const satisfies Readonly<Record<string, RetryPolicy>>;

export interface RetryPorts {
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
}

/**
 * The pause after a number of failures before the last one, in ms. Full jitter (AWS Architecture Blog, "Exponential Backoff And
 * Jitter"): uniform below a bound that doubles, so that two who met do not meet again in step.
 */
export const pauseMs = ({ baseMs, capMs }: RetryPolicy, failures: number, random: Pick<Random, 'fraction'>): number =>
  random.fraction() * Math.min(capMs, baseMs * 2 ** Math.min(failures, 30));

/**
 * Attempts until something else than undefined is answered. Undefined where the attempts are used up, or where the next one would
 * begin at the deadline or after it. What follows then is for the caller to say.
 *
 * @param attempt is given the number of attempts before it
 * @param deadline milliseconds since the epoch
 */
export const retry = async <T>(
  { clock, random }: RetryPorts,
  policy: RetryPolicy,
  attempt: (count: number) => Promise<T | undefined>,
  deadline = Number.POSITIVE_INFINITY,
): Promise<T | undefined> => {
  for (let count = 0; ; count += 1) {
    const result = await attempt(count);
    if (result !== undefined) return result;
    const pause = pauseMs(policy, count, random);
    if (count + 1 >= policy.attempts || clock.now() + pause >= deadline) return undefined;
    await clock.sleep(pause);
  }
};

/**
 * Calls again after an error that passes by itself.
 *
 * @throws the error of the last attempt, or the first that does not pass
 */
export const retryTransient = async <T>(
  ports: RetryPorts,
  policy: RetryPolicy,
  passes: (error: unknown) => boolean,
  call: () => Promise<T>,
  deadline?: number,
): Promise<T> => {
  let last: unknown;
  const attempt = async () => {
    try {
      return { value: await call() };
    } catch (error) {
      if (!passes(error)) throw error;
      last = error;
      return undefined;
    }
  };
  const done = await retry(ports, policy, attempt, deadline);
  if (done === undefined) throw last;
  return done.value;
};
