export const ATTEMPTS_WINDOW_MS = 60_000;
/** Wrong secrets for one client id that are answered plainly within a window. */
export const ATTEMPTS_MAX = 10;

/**
 * Whether a failed attempt is answered 429 instead of 401. Only failures count and only failures are slowed: a request with
 * the right secret is let in whatever the counter says, so nobody can lock a client out by guessing at it. Guessing 256
 * random bits is hopeless at any rate; the limit makes an attack visible and tells a client with a stale secret to stop.
 */
export const tooMany = (failures: number): boolean => failures > ATTEMPTS_MAX;

/** Seconds until the window ends. */
export const retryAfterSeconds = (now: number): number =>
  Math.ceil((ATTEMPTS_WINDOW_MS - (now % ATTEMPTS_WINDOW_MS)) / 1000);
