import type { DeliveryMetrics, Figure } from '../../../functions/catalog/model/delivery/metrics.ts';
import type { Terminal } from '../../client/terminal.ts';

const HOUR = 3_600;
const DAY = 86_400;

const span = (seconds: number): string => {
  if (seconds < HOUR) return `${Math.round(seconds / 60)} min`;
  return seconds < 2 * DAY ? `${(seconds / HOUR).toFixed(1)} h` : `${(seconds / DAY).toFixed(1)} days`;
};

/** A figure and how many changes it is made of; of none there is no figure. */
const told = ({ value, of }: Figure, write: (value: number) => string): string =>
  value === null ? 'no figure' : `${write(value)} (of ${of})`;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** DORA's five metrics of each domain: throughput first, then instability. */
export const showDelivery = (out: Terminal, all: readonly DeliveryMetrics[], days: number): void => {
  out.line(`The last ${days} days, by the release log (DORA's five metrics; in brackets, of how many changes):`);
  for (const one of all) {
    out.line(`${one.domain}`);
    out.line(`  from commit to live, median      ${told(one.changeLeadTimeSeconds, span)}`);
    out.line(`  changes that went live, a day    ${told(one.deploymentsPerDay, (value) => value.toFixed(2))}`);
    out.line(`  failed, until back again, median ${told(one.failedDeploymentRecoverySeconds, span)}`);
    out.line(`  changes that failed              ${told(one.changeFailRate, percent)}`);
    out.line(`  changes that mended a failure    ${told(one.reworkRate, percent)}`);
  }
};
