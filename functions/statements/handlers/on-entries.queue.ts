import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveComeAgain } from '../../kernel/triggers/live-come-again.ts';
import { liveStore } from './live-store.ts';
import { buildOnEntries } from './on-entries.ts';

export const handler = buildOnEntries(liveStore(), { clock: liveClock, log: liveLog(), comeAgain: liveComeAgain() });
