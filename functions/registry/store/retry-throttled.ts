import { AwsRefusal } from '../../kernel/aws/aws-call.ts';
import { RETRY, type RetryPorts, retryTransient } from '../../kernel/core/retry.ts';

/** Makes a call until it is taken, or until the time is up. */
export type Retrying = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * What AWS refuses now and takes later: it is asked too often (Parameter Store takes some three changes a second from an account), or
 * it does not know a role everywhere yet that was made a moment ago, which it says as if the role had no right.
 */
const PASSING = /Throttl|TooMany|AccessDenied|Unavailable|InternalServerError|^5\d\d$/;

const passes = (error: unknown): boolean => error instanceof AwsRefusal && PASSING.test(error.code);

/** @param until milliseconds since the epoch; what is refused then is thrown */
export const retryThrottled =
  (ports: RetryPorts, until: number): Retrying =>
  (call) =>
    retryTransient(ports, RETRY.controlPlane, passes, call, until);
