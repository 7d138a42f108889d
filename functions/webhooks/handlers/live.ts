import { liveKmsCalls } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveTimer } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { cursors, kmsCursorKey } from '../../kernel/http/cursor.ts';
import { cursorEnv, eventsEnv, secretEnv } from '../env.ts';
import { nameResolver } from '../http-client/resolve.ts';
import { kmsSecrets } from '../store/commit/secrets.ts';
import type { WebhooksDeps } from './api/deps.ts';
import { changesBudgeting } from './live-budgeting.ts';
import { liveKms } from './live-kms.ts';
import { livePolicy } from './live-policy.ts';
import { liveStore } from './live-store.ts';

/** The API's dependencies as they are on Lambda, wherever the endpoint variables of the SDK point. */
export const live = (): WebhooksDeps => {
  const kms = liveKms();
  const store = liveStore();
  const policy = livePolicy();
  return {
    ...store,
    budgeting: changesBudgeting(store, liveLog()),
    cursors: cursors(kmsCursorKey(liveKmsCalls(kms.config.credentials), readEnv(cursorEnv).CURSOR_KEY_ID)),
    secretOf: kmsSecrets(kms, readEnv(secretEnv).SECRET_KEY_ID),
    policy,
    eventTypes: readEnv(eventsEnv).EVENT_TYPES,
    resolve: nameResolver(liveTimer, policy),
  };
};
