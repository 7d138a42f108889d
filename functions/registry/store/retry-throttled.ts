import { AwsRefusal } from '../../kernel/aws/aws-call.ts';
import { RETRY, type RetryPorts, retryTransient } from '../../kernel/core/retry.ts';

/** Makes a call until it is taken, or until the time is up. */
export type Retrying = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Retries what AWS refuses for a moment. It throttles (Parameter Store takes some three changes a second from an account). Or IAM
 * has not propagated a new role yet, which AWS reports as a missing right.
 */
const PASSING = /Throttl|TooMany|AccessDenied|Unavailable|InternalServerError|^5\d\d$/;

const passes = (error: unknown): boolean => error instanceof AwsRefusal && PASSING.test(error.code);

/** @param until milliseconds since the epoch; what is refused then is thrown */
export const retryThrottled =
  (ports: RetryPorts, until: number): Retrying =>
  (call) =>
    retryTransient(ports, RETRY.controlPlane, passes, call, until);
