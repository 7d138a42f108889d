import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveGauge } from '../../kernel/core/metrics.ts';
import { ALARMS_LATE } from '../model/figures.ts';
import { allRails } from '../rails/rails.ts';
import { buildSweep } from '../store/jobs/sweep.ts';
import { liveFileQueue, liveQueue } from './live-queue.ts';
import { liveStore } from './live-store.ts';

const gauge = liveGauge('payments');
const onLate = (lateMs: number) => gauge.milliseconds(ALARMS_LATE, lateMs);
export const handler = buildSweep({
  clock: liveClock,
  log: liveLog(),
  store: liveStore(),
  post: liveQueue(),
  postFile: liveFileQueue(),
  rails: allRails({ bank: undefined }),
  onLate,
});
