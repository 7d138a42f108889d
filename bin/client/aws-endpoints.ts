import type { StageFile } from '../../lib/platform/stage-file.ts';
import { CommandFailure } from './problem-error.ts';
import { PROJECT_DIR } from './project.ts';

/** Where the account is that somebody is signed in to. */
export interface AwsPlace {
  readonly region: string;
  /** The only account that will do, where the stage's file names one. */
  readonly account: string | undefined;
  /** The address of a service that is somewhere else than AWS says; undefined for AWS itself. `S3`, `DYNAMODB`, ... */
  readonly endpoint: (service: string) => string | undefined;
}

const fileOf = async (root: string, stage: string | undefined): Promise<StageFile | undefined> => {
  const { readStageFile } = await import('../../lib/platform/stage-file.ts');
  try {
    return readStageFile(root, stage);
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error));
  }
};

/**
 * What the stage's file says, and else what the AWS SDKs read from the environment, for calls that are made without them: the
 * region, and endpoints, of which a service's own goes before the one for all (AWS SDKs and Tools Reference Guide,
 * "Service-specific endpoints").
 *
 * @param stage empty or undefined for the main deployment
 * @throws CommandFailure where no region is set, or the file says another one
 */
export const awsPlace = async (stage: string | undefined, root = PROJECT_DIR): Promise<AwsPlace> => {
  const file = await fileOf(root, stage === '' ? undefined : stage);
  const { AWS_REGION: said = process.env.AWS_DEFAULT_REGION ?? '', AWS_ENDPOINT_URL: all } = process.env;
  if (file !== undefined && said !== '' && said !== file.region)
    throw new CommandFailure(
      `The environment says the region ${said}, the stage's file ${file.region}. Unset AWS_REGION and AWS_DEFAULT_REGION, or mend the file.`,
    );
  const region = file?.region ?? said;
  if (region === '') throw new CommandFailure('No region is set. Set AWS_REGION to where Folio is deployed.');
  const endpoint = (service: string) => (process.env[`AWS_ENDPOINT_URL_${service}`] ?? all)?.replace(/\/$/, '');
  return { region, account: file?.account, endpoint };
};

/** @throws CommandFailure where somebody is signed in to another account than the stage's file names */
export const assertAccount = ({ account }: Pick<AwsPlace, 'account'>, arn: string | undefined): void => {
  const signedInTo = arn?.split(':')[4];
  if (account !== undefined && signedInTo !== undefined && signedInTo !== account)
    throw new CommandFailure(
      `You are signed in to the account ${signedInTo}, and the stage is in ${account}. Take the credentials of that one.`,
    );
};
