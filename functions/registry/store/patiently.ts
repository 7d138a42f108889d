import { AwsRefusal } from '../../kernel/aws/aws-call.ts';
import type { Chance, Clock } from '../../kernel/core/ports.ts';

/** Makes a call until it is taken, or until the time is up. */
export type Patiently = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * What AWS refuses now and takes later: it is asked too often (Parameter Store takes some three changes a second from an account), or
 * it does not know a role everywhere yet that was made a moment ago, which it says as if the role had no right.
 */
const PASSING = /Throttl|TooMany|AccessDenied|Unavailable|InternalServerError|^5\d\d$/;

const BASE_MS = 200;
const CAP_MS = 5_000;

/** With full jitter: uniform below a doubling bound. @param until milliseconds since the epoch; what is refused then is thrown */
export const patiently =
  ({ clock, chance }: { readonly clock: Clock; readonly chance: Pick<Chance, 'fraction'> }, until: number): Patiently =>
  async (call) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await call();
      } catch (error) {
        const passes = error instanceof AwsRefusal && PASSING.test(error.code);
        const pause = chance.fraction() * Math.min(CAP_MS, BASE_MS * 2 ** attempt);
        if (!passes || clock.now() + pause >= until) throw error;
        await clock.sleep(pause);
      }
    }
  };
