import { liveClock } from '../../kernel/live-ports.ts';
import { liveLog } from '../../kernel/log.ts';
import { liveGauge } from '../../kernel/metrics.ts';
import { liveRelay } from './live-relay.ts';
import { buildRelay, type RelayDeps } from './relay.ts';

const live = (): RelayDeps => {
  const gauge = liveGauge('ledger');
  const onLag = (lagMs: number) => gauge.milliseconds('RelayLag', lagMs);
  return { clock: liveClock, log: liveLog(), relay: liveRelay(), onLag };
};

export const handler = buildRelay(live());
