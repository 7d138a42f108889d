import { common } from '../core/common-problems.ts';
import type { Chance, Clock } from '../core/ports.ts';
import { Refusal } from '../core/problem.ts';

const ATTEMPTS_MAX = 64;
const BASE_MS = 5;
const CAP_MS = 250;

/** Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"): uniform below a doubling bound. */
export const jitterMs = (attempt: number, chance: Pick<Chance, 'fraction'>): number =>
  chance.fraction() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 10));

/**
 * Runs `attempt` until it gives something else than undefined (contention). None begins at the deadline or after it, the
 * first one included. What is refused here may still have been done by an attempt whose answer was lost on the way.
 *
 * @throws Refusal `unavailable` where the time was up before the first attempt, `conflict` where it ran out between two
 */
export const throughContention = async <T>(
  ports: { readonly clock: Clock; readonly chance: Pick<Chance, 'fraction'> },
  deadline: number,
  attempt: (count: number) => Promise<T | undefined>,
): Promise<T> => {
  if (ports.clock.now() >= deadline) {
    throw new Refusal(common.unavailable, 'The time for this request was up. Retry with the same key.');
  }
  for (let count = 0; count < ATTEMPTS_MAX; count += 1) {
    const result = await attempt(count);
    if (result !== undefined) return result;
    const pause = jitterMs(count, ports.chance);
    if (ports.clock.now() + pause >= deadline) break;
    await ports.clock.sleep(pause);
  }
  throw new Refusal(common.conflict, 'Too many requests changed the same object at once. Retry with the same key.');
};
