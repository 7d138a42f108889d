import { readEnv } from '../../kernel/env.ts';
import { liveAlarm, liveClock } from '../../kernel/live-ports.ts';
import { liveLog } from '../../kernel/log.ts';
import { Recent } from '../../kernel/recent.ts';
import { laneEnv, secretEnv } from '../env.ts';
import type { Seen } from '../model/health.ts';
import { nameResolver } from '../store/resolve.ts';
import { kmsSecrets } from '../store/secrets.ts';
import { sender } from '../store/send.ts';
import { buildDeliver } from './deliver.ts';
import { liveKms } from './live-clients.ts';
import { liveJobs } from './live-jobs.ts';
import { livePolicy } from './live-policy.ts';
import { liveStore } from './live-store.ts';

/** Endpoints whose health a warm environment remembers. */
const REMEMBERED = 10_000;

export const handler = buildDeliver({
  clock: liveClock,
  log: liveLog(),
  store: liveStore(),
  post: liveJobs(),
  secretOf: kmsSecrets(liveKms(), readEnv(secretEnv).SECRET_KEY_ID),
  send: sender({ resolve: nameResolver(liveAlarm) }),
  policy: livePolicy(),
  lane: readEnv(laneEnv).LANE,
  seen: new Recent<Seen>(REMEMBERED),
});
