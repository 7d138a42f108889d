import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { Recent } from '../../kernel/core/recent.ts';
import { liveComeAgain } from '../../kernel/triggers/live-come-again.ts';
import { liveStore } from './live-store.ts';
import { buildOnEvent } from './on-event.ts';

/** Tenants whose position in the feed a warm environment remembers. */
const REMEMBERED = 10_000;

const sequencer = { store: liveStore(), positions: new Recent<number>(REMEMBERED) };
export const handler = buildOnEvent({ clock: liveClock, log: liveLog(), comeAgain: liveComeAgain(), sequencer });
