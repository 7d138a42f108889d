import { cursors, kmsCursorKey } from '../../kernel/cursor.ts';
import { readEnv } from '../../kernel/env.ts';
import { liveAlarm } from '../../kernel/live-ports.ts';
import { secretEnv, webhooksEnv } from '../env.ts';
import { nameResolver } from '../store/resolve.ts';
import { kmsSecrets } from '../store/secrets.ts';
import type { WebhooksDeps } from './api/webhooks-deps.ts';
import { liveKms } from './live-clients.ts';
import { livePolicy } from './live-policy.ts';
import { liveStore } from './live-store.ts';

/** The API's dependencies as they are on Lambda, wherever the endpoint variables of the SDK point. */
export const live = (): WebhooksDeps => {
  const kms = liveKms();
  return {
    ...liveStore(),
    cursors: cursors(kmsCursorKey(kms, readEnv(webhooksEnv).CURSOR_KEY_ID)),
    secretOf: kmsSecrets(kms, readEnv(secretEnv).SECRET_KEY_ID),
    policy: livePolicy(),
    resolve: nameResolver(liveAlarm),
  };
};
