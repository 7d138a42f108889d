import { invokeFunction } from '../../kernel/aws/invoke-function.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveGauge } from '../../kernel/core/metrics.ts';
import { ledgerEnv, sandboxEnv } from '../env.ts';
import { RAIL_SILENT } from '../model/figures.ts';
import { allRails } from '../rails/rails.ts';
import { askingLedger } from '../store/commit/ledger.ts';
import { buildWork } from '../store/jobs/work.ts';
import { liveCredentials } from './live-credentials.ts';
import { liveQueue } from './live-queue.ts';
import { liveStore } from './live-store.ts';

/** A cold ledger answers within that; what takes longer is asked again, by the same key. */
const PATIENCE_MS = 5_000;

const gauge = liveGauge('payments');
const aws = liveAws(liveCredentials());

export const handler = buildWork({
  clock: liveClock,
  log: liveLog(),
  store: liveStore(),
  post: liveQueue(),
  onSilent: () => gauge.count(RAIL_SILENT, 1),
  ask: askingLedger(invokeFunction(aws, readEnv(ledgerEnv).LEDGER_FUNCTION, PATIENCE_MS)),
  rails: allRails({ bank: invokeFunction(aws, readEnv(sandboxEnv).SANDBOX_FUNCTION, PATIENCE_MS) }),
});
