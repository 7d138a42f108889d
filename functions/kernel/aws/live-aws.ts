import * as z from 'zod';
import { readEnv } from '../core/env.ts';
import { liveClock } from '../core/live-ports.ts';
import { type Aws, type JsonService, jsonService } from './aws-call.ts';

/** What Lambda sets itself; the endpoint only where AWS is somewhere else. */
const awsEnv = z.object({ AWS_REGION: z.string().min(1), AWS_ENDPOINT_URL: z.string().optional() });

/** AWS as a function reaches it, with the credentials of a client that it has anyway. */
export const liveAws = (credentials: Aws['credentials']): Aws => {
  const { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint } = readEnv(awsEnv);
  return { region, endpoint, credentials, clock: liveClock };
};

/** KMS for the one call that a function makes once: its client would be 27 kB of every cold start. */
export const liveKmsCalls = (credentials: Aws['credentials']): JsonService =>
  jsonService(liveAws(credentials), 'kms', 'TrentService');
