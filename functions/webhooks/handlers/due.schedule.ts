import { liveClock } from '../../kernel/live-ports.ts';
import { liveLog } from '../../kernel/log.ts';
import { liveGauge } from '../../kernel/metrics.ts';
import { ALARMS_LATE } from '../model/alarm.ts';
import { buildDue } from './due.ts';
import { liveJobs } from './live-jobs.ts';
import { liveStore } from './live-store.ts';

const gauge = liveGauge('webhooks');
const onLate = (lateMs: number) => gauge.milliseconds(ALARMS_LATE, lateMs);
export const handler = buildDue({ clock: liveClock, log: liveLog(), store: liveStore(), post: liveJobs(), onLate });
