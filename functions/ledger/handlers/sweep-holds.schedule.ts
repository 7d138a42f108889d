import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveStore } from './live-store.ts';
import { buildSweepHolds } from './sweep-holds.ts';

export const handler = buildSweepHolds({ clock: liveClock, random: liveRandom, log: liveLog(), store: liveStore() });
