import { invokeFunction } from '../../kernel/aws/invoke-function.ts';
import { liveAws, liveKmsCalls } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { cursors, kmsCursorKey } from '../../kernel/http/cursor.ts';
import { cursorEnv, ledgerEnv } from '../env.ts';
import { allRails } from '../rails/rails.ts';
import { askingLedger } from '../store/commit/ledger.ts';
import type { PaymentsDeps } from './api/deps.ts';
import { liveBuckets } from './live-buckets.ts';
import { liveBudgeting } from './live-budgeting.ts';
import { liveCredentials } from './live-credentials.ts';
import { liveStore } from './live-store.ts';

/** For so long a client waits for the ledger; then the payment goes on by itself, and the client has its 201. */
const PATIENCE_MS = 3_000;

/** The API's dependencies as they are on Lambda, wherever the endpoint variables of the SDK point. */
export const live = (): PaymentsDeps => {
  const credentials = liveCredentials();
  const { CURSOR_KEY_ID } = readEnv(cursorEnv);
  const store = liveStore();
  return {
    ...store,
    budgeting: liveBudgeting(store, liveLog()),
    cursors: cursors(kmsCursorKey(liveKmsCalls(credentials), CURSOR_KEY_ID)),
    ask: askingLedger(invokeFunction(liveAws(credentials), readEnv(ledgerEnv).LEDGER_FUNCTION, PATIENCE_MS)),
    rails: allRails({ bank: undefined }),
    ...liveBuckets(credentials),
  };
};
