import { readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveTimer } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { Recent } from '../../kernel/core/recent.ts';
import { liveComeAgain } from '../../kernel/triggers/live-come-again.ts';
import { laneEnv, secretEnv } from '../env.ts';
import { nameResolver } from '../http-client/resolve.ts';
import { sender } from '../http-client/send.ts';
import type { Seen } from '../model/health.ts';
import { chooseAddress } from '../model/target.ts';
import { kmsSecrets } from '../store/commit/secrets.ts';
import { buildDeliver } from '../store/jobs/deliver.ts';
import { hostBudgets } from '../store/jobs/host-budget.ts';
import { liveJobs } from './live-jobs.ts';
import { liveKms } from './live-kms.ts';
import { livePolicy } from './live-policy.ts';
import { liveStore } from './live-store.ts';

/** Endpoints whose health a warm environment remembers. */
const REMEMBERED = 10_000;

const store = liveStore();
const policy = livePolicy();
const { LANE, TENANT_RUNS } = readEnv(laneEnv);

export const handler = buildDeliver({
  clock: liveClock,
  log: liveLog(),
  comeAgain: liveComeAgain(),
  store,
  post: liveJobs(),
  secretOf: kmsSecrets(liveKms(), readEnv(secretEnv).SECRET_KEY_ID),
  send: sender({
    resolve: nameResolver(liveTimer, policy),
    choose: (target, addresses) => chooseAddress(target, addresses, policy),
    clock: liveClock,
  }),
  policy,
  lane: LANE,
  tenantRuns: TENANT_RUNS === undefined ? undefined : Number(TENANT_RUNS),
  hosts: hostBudgets(store),
  seen: new Recent<Seen>(REMEMBERED),
});
