import * as z from 'zod';
import type { Aws } from './aws-call.ts';
import { readEnv } from './env.ts';
import { liveClock } from './live-ports.ts';

/** What Lambda sets itself; the endpoint only where AWS is somewhere else. */
const awsEnv = z.object({ AWS_REGION: z.string().min(1), AWS_ENDPOINT_URL: z.string().optional() });

/** AWS as a function reaches it, with the credentials of a client that it has anyway. */
export const liveAws = (credentials: Aws['credentials']): Aws => {
  const { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint } = readEnv(awsEnv);
  return { region, endpoint, credentials, clock: liveClock };
};
