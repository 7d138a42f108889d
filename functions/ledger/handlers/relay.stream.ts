import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { liveGauge } from '../../kernel/core/metrics.ts';
import { buildRelay, type RelayDeps } from '../store/relay/relay.ts';
import { liveRelay } from './live-relay.ts';

const live = (): RelayDeps => {
  const gauge = liveGauge('ledger');
  const onLag = (lagMs: number) => gauge.milliseconds('RelayLag', lagMs);
  return { clock: liveClock, log: liveLog(), relay: liveRelay(), onLag };
};

export const handler = buildRelay(live());
