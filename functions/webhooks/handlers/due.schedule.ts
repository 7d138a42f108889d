import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveGauge, tellLate } from '../../kernel/core/metrics.ts';
import { FALLBACKS_LATE } from '../model/fallback.ts';
import { buildDue } from '../store/jobs/wake-due.ts';
import { liveJobs } from './live-jobs.ts';
import { liveStore } from './live-store.ts';

const gauge = liveGauge('webhooks');
const onLate = (lateMs: number) => tellLate(gauge, FALLBACKS_LATE, lateMs);
export const handler = buildDue({ clock: liveClock, log: liveLog(), store: liveStore(), post: liveJobs(), onLate });
