import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveComeAgain } from '../../kernel/triggers/live-come-again.ts';
import { liveLedger } from './live-ledger.ts';
import { liveStore } from './live-store.ts';
import { buildOnTaken } from './on-taken.ts';

const deps = { clock: liveClock, log: liveLog(), comeAgain: liveComeAgain() };
export const handler = buildOnTaken({ ...liveStore(), ask: liveLedger(['ledger:read']) }, deps);
