import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveStore } from './live-store.ts';
import { buildReadFile } from './read-file.ts';

export const handler = buildReadFile(liveStore(), { clock: liveClock, log: liveLog() });
