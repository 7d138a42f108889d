import { liveClock } from '../../kernel/live-ports.ts';
import { liveLog } from '../../kernel/log.ts';
import { liveRelay } from './live-relay.ts';
import { buildRepublish } from './republish.ts';

export const handler = buildRepublish({ clock: liveClock, log: liveLog(), relay: liveRelay() });
