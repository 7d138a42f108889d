import { common } from './common-problems.ts';
import type { Chance, Clock } from './ports.ts';
import { Refusal } from './problem.ts';

const ATTEMPTS_MAX = 64;
const BASE_MS = 5;
const CAP_MS = 250;

/** Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"): uniform below a doubling bound. */
export const jitterMs = (attempt: number, chance: Pick<Chance, 'fraction'>): number =>
  chance.fraction() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 10));

/**
 * Runs `attempt` until it gives something else than undefined (contention), inside the deadline.
 * @throws Refusal `conflict`, with nothing done, when the time is up
 */
export const throughContention = async <T>(
  ports: { readonly clock: Clock; readonly chance: Pick<Chance, 'fraction'> },
  deadline: number,
  attempt: (count: number) => Promise<T | undefined>,
): Promise<T> => {
  for (let count = 0; count < ATTEMPTS_MAX; count += 1) {
    const result = await attempt(count);
    if (result !== undefined) return result;
    const pause = jitterMs(count, ports.chance);
    if (ports.clock.now() + pause >= deadline) break;
    await ports.clock.sleep(pause);
  }
  throw new Refusal(common.conflict, 'Too many requests changed the same object at once. Nothing was done.');
};
