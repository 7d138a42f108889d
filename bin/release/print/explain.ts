import { AwsRefusal } from '../../../functions/kernel/aws/aws-call.ts';
import { DamagedLog, ReleaseRefused } from '../../../functions/registry/model/log-errors.ts';
import { CommandFailure } from '../../client/problem-error.ts';

/**
 * Why nothing answered, where that is what an error says: `fetch` has the reason in its cause only, and an attempt at several
 * addresses in its code only.
 */
const unreachable = (error: Error): string | undefined => {
  const { message, name, cause } = error;
  if (message === 'fetch failed') return cause instanceof Error && cause.message !== '' ? cause.message : message;
  const why = message || String('code' in error ? error.code : name);
  return /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/.test(why) || name === 'TimeoutError' ? why : undefined;
};

/**
 * What AWS, or the local cloud in its place, refuses is told in one line: it is the operator's to mend (credentials, rights, region, network), and no defect of
 * ours. Anything else is passed on whole.
 */
export const explain = (error: unknown, target: 'local' | 'aws' = 'aws'): unknown => {
  const who = target === 'aws' ? 'AWS' : 'The local cloud';
  if (!(error instanceof Error) || error instanceof CommandFailure) return error;
  if (error instanceof ReleaseRefused) return new CommandFailure(error.message, { cause: error });
  if (error instanceof DamagedLog)
    return new CommandFailure(`${error.message} Nothing was changed; restore the table.`);
  if (error instanceof AwsRefusal) return new CommandFailure(`${who} refused: ${error.message}`);
  if (error.name === 'CredentialsProviderError') {
    return new CommandFailure('AWS knows nobody here: set credentials, or a profile with AWS_PROFILE.');
  }
  const why = unreachable(error);
  if (why !== undefined)
    return new CommandFailure(
      target === 'aws'
        ? `AWS is not reached: ${why}.`
        : `The local cloud does not answer (${why}). Has it ended? "folio start" starts it, and what was begun is finished by "folio release resume".`,
    );
  if ('$metadata' in error) return new CommandFailure(`${who} refused: ${error.name}: ${error.message.split('\n')[0]}`);
  return error;
};
