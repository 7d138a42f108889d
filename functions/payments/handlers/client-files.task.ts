import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { buildClientFiles } from '../rails/sepa/client-files.ts';

export const handler = buildClientFiles({ clock: liveClock, log: liveLog() });
