import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveRelay } from './live-relay.ts';
import { buildRepublish } from './republish.ts';

export const handler = buildRepublish({ clock: liveClock, log: liveLog(), relay: liveRelay() });
