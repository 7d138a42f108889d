import type { SQSRecord } from 'aws-lambda';
import type { Log } from '../core/log.ts';

/** A message that is to be seen again after so many seconds, in place of the queue's whole visibility timeout. */
export interface ComingAgain {
  readonly receiptHandle: string;
  readonly seconds: number;
}

/** Changes the visibility of messages of one queue, at most ten. */
export type ComeAgain = (queueArn: string, messages: readonly ComingAgain[]) => Promise<void>;

/**
 * Receives after which a failure is no passing one: then the visibility timeout keeps the message back. It is six times the function's
 * timeout, 90 to 180 s, since it has to outlast a run that was killed; a run that says itself what failed need not wait for it.
 */
const SOON_MAX = 5;

/** 2, 4, 8, 16, 32 s; undefined leaves the message to its visibility timeout. */
export const secondsUntilAgain = (receives: number): number | undefined =>
  receives >= 1 && receives <= SOON_MAX ? 2 ** receives : undefined;

/**
 * Lets messages that failed for what may pass be seen again soon. Whoever fails here has them come again by time: it is told, and the
 * batch is answered all the same.
 */
export const letComeAgain = async (
  comeAgain: ComeAgain,
  { domain, log }: { readonly domain: string; readonly log: Pick<Log, 'error'> },
  failed: readonly SQSRecord[],
): Promise<void> => {
  const soon = failed.flatMap(({ receiptHandle, attributes }) => {
    const seconds = secondsUntilAgain(Number(attributes.ApproximateReceiveCount));
    return seconds === undefined ? [] : [{ receiptHandle, seconds }];
  });
  const [first] = failed;
  if (first === undefined || soon.length === 0) return;
  try {
    await comeAgain(first.eventSourceARN, soon);
  } catch (error) {
    log.error('messages come again later', { domain }, error);
  }
};
