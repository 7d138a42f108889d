import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveGauge } from '../../kernel/core/metrics.ts';
import { buildFanOut } from '../store/relay/fan-out.ts';
import { liveJobs } from './live-jobs.ts';
import { liveStore } from './live-store.ts';

const gauge = liveGauge('webhooks');
const onLag = (lagMs: number) => gauge.milliseconds('FanOutLag', lagMs);
export const handler = buildFanOut({ clock: liveClock, log: liveLog(), store: liveStore(), post: liveJobs(), onLag });
