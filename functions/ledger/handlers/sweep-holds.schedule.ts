import { liveChance, liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveStore } from './live-store.ts';
import { buildSweepHolds } from './sweep-holds.ts';

export const handler = buildSweepHolds({ clock: liveClock, chance: liveChance, log: liveLog(), store: liveStore() });
