import { KMSClient } from '@aws-sdk/client-kms';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { cursors, kmsCursorKey } from '../../kernel/cursor.ts';
import { readEnv } from '../../kernel/env.ts';
import { ledgerEnv } from '../env.ts';
import type { LedgerDeps } from './api/ledger-deps.ts';
import { liveStore } from './live-store.ts';

const REQUEST_TIMEOUT_MS = 3_000;
const CONNECTION_TIMEOUT_MS = 1_000;

/** The API's dependencies as they are on Lambda, wherever the endpoint variables of the SDK point. */
export const live = (): LedgerDeps => {
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  });
  const kms = new KMSClient({ maxAttempts: 3, requestHandler });
  return { ...liveStore(), cursors: cursors(kmsCursorKey(kms, readEnv(ledgerEnv).CURSOR_KEY_ID)) };
};
