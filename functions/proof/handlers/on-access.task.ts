import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveCallKey } from './live-log-key.ts';
import { liveStore } from './live-store.ts';
import { buildOnAccess } from './on-access.ts';

export const handler = buildOnAccess(liveStore(), liveCallKey(), { clock: liveClock, log: liveLog() });
