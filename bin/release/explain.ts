import { AwsRefusal } from '../../functions/registry/store/aws-call.ts';
import { DamagedLog } from '../../functions/registry/store/release-log.ts';
import { CommandFailure } from '../client/problem-error.ts';

const isUnreachable = ({ message, name, cause }: Error): boolean =>
  /ECONNREFUSED|ENOTFOUND|ETIMEDOUT/.test(`${message} ${String(cause)}`) || name === 'TimeoutError';

/**
 * What AWS refuses is told in one line: it is the operator's to mend (credentials, rights, region, network), and no defect of
 * ours. Anything else is passed on whole.
 */
export const explain = (error: unknown): unknown => {
  if (!(error instanceof Error) || error instanceof CommandFailure) return error;
  if (error instanceof DamagedLog)
    return new CommandFailure(`${error.message} Nothing was changed; restore the table.`);
  if (error instanceof AwsRefusal) return new CommandFailure(`AWS refused: ${error.message}`);
  if (error.name === 'CredentialsProviderError') {
    return new CommandFailure('AWS knows nobody here: set credentials, or a profile with AWS_PROFILE.');
  }
  if (isUnreachable(error)) return new CommandFailure(`AWS is not reached: ${error.message}.`);
  if ('$metadata' in error) return new CommandFailure(`AWS refused: ${error.name}: ${error.message}`);
  return error;
};
