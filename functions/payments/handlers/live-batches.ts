import { invokeFunction } from '../../kernel/aws/invoke-function.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { clientFilesEnv } from '../env.ts';
import { askingClientFiles } from '../rails/sepa/ask-client-files.ts';
import type { BatchesDeps } from './api/deps.ts';
import { liveApi } from './live-api.ts';
import { liveCredentials } from './live-credentials.ts';

/** A file of 1 MB is read in a part of that, a cold start included; a client sends again what was not answered. */
const PATIENCE_MS = 8_000;

/** The dependencies of batches as they are on Lambda. */
export const liveBatches = (): BatchesDeps => {
  const credentials = liveCredentials();
  const invoke = invokeFunction(liveAws(credentials), readEnv(clientFilesEnv).CLIENT_FILES_FUNCTION, PATIENCE_MS);
  return { ...liveApi(credentials), readClientFile: askingClientFiles(invoke) };
};
