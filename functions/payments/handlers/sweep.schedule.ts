import { invokeFunction } from '../../kernel/aws/invoke-function.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveGauge, tellLate } from '../../kernel/core/metrics.ts';
import { ledgerEnv } from '../env.ts';
import { ALARMS_LATE, UNBALANCED } from '../model/figures.ts';
import { allRails } from '../rails/rails.ts';
import { askingLedger } from '../store/commit/ledger.ts';
import { buildSweep } from '../store/jobs/sweep.ts';
import { liveCredentials } from './live-credentials.ts';
import { liveFileQueue, liveQueue } from './live-queue.ts';
import { liveStore } from './live-store.ts';

/** A cold ledger answers within that; an account that it does not show is looked at a minute later. */
const PATIENCE_MS = 5_000;

const gauge = liveGauge('payments');
const onLate = (lateMs: number) => tellLate(gauge, ALARMS_LATE, lateMs);
export const handler = buildSweep({
  clock: liveClock,
  log: liveLog(),
  store: liveStore(),
  post: liveQueue(),
  postFile: liveFileQueue(),
  rails: allRails({ bank: undefined }),
  onLate,
  onUnbalanced: (count) => gauge.count(UNBALANCED, count),
  ask: askingLedger(invokeFunction(liveAws(liveCredentials()), readEnv(ledgerEnv).LEDGER_FUNCTION, PATIENCE_MS)),
});
