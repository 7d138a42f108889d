import { liveClock } from '../../kernel/live-ports.ts';
import { liveLog } from '../../kernel/log.ts';
import { buildDue } from './due.ts';
import { liveJobs } from './live-jobs.ts';
import { liveStore } from './live-store.ts';

export const handler = buildDue({ clock: liveClock, log: liveLog(), store: liveStore(), post: liveJobs() });
