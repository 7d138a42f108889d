import type { Aws } from '../../kernel/aws/aws-call.ts';
import { liveKmsCalls } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { cursors, kmsCursorKey } from '../../kernel/http/cursor.ts';
import { cursorEnv } from '../env.ts';
import { allRails } from '../rails/rails.ts';
import type { ApiDeps } from './api/deps.ts';
import { liveBudgeting } from './live-budgeting.ts';
import { liveCredentials } from './live-credentials.ts';
import { liveStore } from './live-store.ts';

/** What every function behind the gateway has on Lambda, wherever the endpoint variables of the SDK point. */
export const liveApi = (credentials: Aws['credentials'] = liveCredentials()): ApiDeps => {
  const { CURSOR_KEY_ID } = readEnv(cursorEnv);
  const store = liveStore();
  return {
    ...store,
    budgeting: liveBudgeting(store, liveLog()),
    cursors: cursors(kmsCursorKey(liveKmsCalls(credentials), CURSOR_KEY_ID)),
    rails: allRails({ bank: undefined }),
  };
};
