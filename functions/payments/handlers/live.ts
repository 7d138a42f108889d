import { invokeFunction } from '../../kernel/aws/invoke-function.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { ledgerEnv } from '../env.ts';
import { askingLedger } from '../store/commit/ledger.ts';
import type { PaymentsDeps } from './api/deps.ts';
import { liveApi } from './live-api.ts';
import { liveCredentials } from './live-credentials.ts';

/** For so long a client waits for the ledger; then the payment goes on by itself, and the client has its 201. */
const PATIENCE_MS = 3_000;

/** The API's dependencies as they are on Lambda, wherever the endpoint variables of the SDK point. */
export const live = (): PaymentsDeps => {
  const credentials = liveCredentials();
  return {
    ...liveApi(credentials),
    ask: askingLedger(invokeFunction(liveAws(credentials), readEnv(ledgerEnv).LEDGER_FUNCTION, PATIENCE_MS)),
  };
};
