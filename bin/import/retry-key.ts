import { createHash } from 'node:crypto';

/** Times that one line can be tried anew after refusals. */
export const RETRIES_MAX = 50;
const KEY_CHARACTERS_MAX = 255;
const RETRY_KEY = /~retry-[0-9]+$/;

/**
 * The key of one more try of a line whose refusal is kept under its key for ever. It follows from the key alone: every run,
 * and any two at once, ask under the same one, so that the ledger books a line at most once.
 */
export const retryKey = (key: string, attempt: number): string => {
  if (attempt === 0) return key;
  const ending = `~retry-${attempt}`;
  if (key.length + ending.length <= KEY_CHARACTERS_MAX) return key + ending;
  return createHash('sha256').update(key).digest('hex') + ending;
};

/** True for a key that a line of a file may not have: the import would take it for a try of another line. */
export const isRetryKey = (key: string): boolean => RETRY_KEY.test(key);
