import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { CommandFailure } from '../client/problem-error.ts';

/** What Lambda lets the account run at once; undefined where nobody may ask, or AWS does not say. */
export const concurrencyQuota = async (lambda: Pick<LambdaClient, 'send'>): Promise<number | undefined> => {
  try {
    return (await lambda.send(new GetAccountSettingsCommand({}))).AccountLimit?.ConcurrentExecutions;
  } catch (error) {
    if (error instanceof Error && /AccessDenied|UnknownOperation|NotFound/.test(error.name)) return undefined;
    throw error;
  }
};

/** Lambda keeps so many for functions that have none reserved. */
const UNRESERVED_LEAST = 100;

export interface Wanted {
  /** What the deployment says that the account has (`folio:concurrency-quota`). */
  readonly quota: number;
  /** All that it reserves (`folio:reserved-concurrency`). */
  readonly reserved: number;
}

/**
 * @returns what the operator should know of a quota that nobody could read; undefined where all is well
 * @throws CommandFailure where the account has less than the deployment counts with: it would be throttled before its alarm fires
 */
export const checkQuota = (has: number | undefined, { quota, reserved }: Wanted): string | undefined => {
  if (has === undefined) return 'Lambda does not say how much the account may run at once; the deployment goes on.';
  if (has < quota)
    throw new CommandFailure(
      `Lambda lets this account run ${has} at once, and the deployment counts with ${quota}. Ask AWS for more (Service Quotas, Lambda, "Concurrent executions"), or say folio:concurrency-quota=${has} in the stage's file.`,
    );
  if (has - reserved < UNRESERVED_LEAST && reserved > 0)
    throw new CommandFailure(
      `folio:reserved-concurrency keeps ${reserved} of ${has}: Lambda leaves at least ${UNRESERVED_LEAST} to all others and would refuse it.`,
    );
  return undefined;
};
