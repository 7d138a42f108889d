import type { BackOfficeDeps } from './api/deps.ts';
import { liveApi } from './live-api.ts';
import { liveBuckets } from './live-buckets.ts';
import { liveCredentials } from './live-credentials.ts';

/** The back office's dependencies as they are on Lambda. */
export const liveBackOffice = (): BackOfficeDeps => {
  const credentials = liveCredentials();
  return { ...liveApi(credentials), ...liveBuckets(credentials) };
};
