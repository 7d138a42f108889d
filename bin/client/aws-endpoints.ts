import { CommandFailure } from './problem-error.ts';

/** Where the account is that somebody is signed in to. */
export interface AwsPlace {
  readonly region: string;
  /** The address of a service that is somewhere else than AWS says; undefined for AWS itself. `S3`, `DYNAMODB`, ... */
  readonly endpoint: (service: string) => string | undefined;
}

/**
 * What the AWS SDKs read from the environment, for calls that are made without them: the region, and endpoints, of which a
 * service's own goes before the one for all (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
 * @throws CommandFailure where no region is set
 */
export const awsPlace = (): AwsPlace => {
  const { AWS_REGION: region = process.env.AWS_DEFAULT_REGION ?? '', AWS_ENDPOINT_URL: all } = process.env;
  if (region === '') throw new CommandFailure('No region is set. Set AWS_REGION to where Folio is deployed.');
  return { region, endpoint: (service) => (process.env[`AWS_ENDPOINT_URL_${service}`] ?? all)?.replace(/\/$/, '') };
};
