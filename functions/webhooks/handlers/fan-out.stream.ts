import { liveClock } from '../../kernel/live-ports.ts';
import { liveLog } from '../../kernel/log.ts';
import { liveGauge } from '../../kernel/metrics.ts';
import { buildFanOut } from './fan-out.ts';
import { liveJobs } from './live-jobs.ts';
import { liveStore } from './live-store.ts';

const gauge = liveGauge('webhooks');
const onLag = (lagMs: number) => gauge.milliseconds('FanOutLag', lagMs);
export const handler = buildFanOut({ clock: liveClock, log: liveLog(), store: liveStore(), post: liveJobs(), onLag });
