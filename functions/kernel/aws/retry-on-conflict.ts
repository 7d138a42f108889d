import { common } from '../core/common-problems.ts';
import { Refusal } from '../core/problem.ts';
import { RETRY, type RetryPorts, retry } from '../core/retry.ts';

/**
 * Runs `attempt` until it gives something else than undefined, which stands for a conflict. None begins at the deadline or after
 * it, the first one included. What is refused here may still have been done by an attempt whose answer was lost on the way.
 *
 * @throws Refusal `unavailable` where the time was up before the first attempt, `conflict` where it ran out between two
 */
export const retryOnConflict = async <T>(
  ports: RetryPorts,
  deadline: number,
  attempt: (count: number) => Promise<T | undefined>,
): Promise<T> => {
  if (ports.clock.now() >= deadline) {
    throw new Refusal(common.unavailable, 'The time for this request was up. Retry with the same key.');
  }
  const result = await retry(ports, RETRY.conflict, attempt, deadline);
  if (result !== undefined) return result;
  throw new Refusal(common.conflict, 'Too many requests changed the same object at once. Retry with the same key.');
};
