import * as z from 'zod';
import { readEnv } from '../core/env.ts';
import type { Aws } from './aws-call.ts';

const roleEnv = z.object({
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_SESSION_TOKEN: z.string().optional(),
});

/** What Lambda puts into the environment for its role, for a function that needs no client of the SDK. They live longer than the environment. */
export const roleCredentials = (): Aws['credentials'] => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN,
  } = readEnv(roleEnv);
  return async () => ({
    accessKeyId,
    secretAccessKey,
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
  });
};
