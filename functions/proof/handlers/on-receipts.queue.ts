import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveComeAgain } from '../../kernel/triggers/live-come-again.ts';
import { liveLogKey } from './live-log-key.ts';
import { liveStore } from './live-store.ts';
import { buildOnReceipts } from './on-receipts.ts';

export const handler = buildOnReceipts(liveStore(), liveLogKey(), {
  clock: liveClock,
  log: liveLog(),
  comeAgain: liveComeAgain(),
});
