import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { WrongOption } from './wrong-option.ts';

/** For how many days the lines of functions and of the gateway are kept, by `-c folio:log-days=`. */
const LOG_DAYS = 'folio:log-days';

/** What CloudWatch Logs takes (`PutRetentionPolicy`, `retentionInDays`), ten years at most. */
const DAYS: readonly number[] = Object.values(RetentionDays).filter(
  (value): value is RetentionDays => typeof value === 'number' && value !== RetentionDays.INFINITE,
);

/**
 * @param usual where the stage says nothing
 * @throws WrongOption for a number that CloudWatch does not take
 */
export const logDays = (scope: Construct, usual: RetentionDays): RetentionDays => {
  const said: unknown = scope.node.tryGetContext(LOG_DAYS);
  if (said === undefined || said === '') return usual;
  const days = DAYS.find((each) => String(each) === String(said));
  if (days === undefined)
    throw new WrongOption(`Context '${LOG_DAYS}' must be a number of days that CloudWatch keeps: ${DAYS.join(', ')}.`);
  return days;
};
