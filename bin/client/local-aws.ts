import type { LocalFile } from './target.ts';

/** The one region of the local cloud. */
const REGION = 'us-east-1';

/** What a client of the AWS SDK is told to call a running local cloud. */
export const localAws = ({ awsUrl, credentials }: Pick<LocalFile, 'awsUrl' | 'credentials'>) => ({
  region: REGION,
  endpoint: awsUrl,
  credentials,
});
