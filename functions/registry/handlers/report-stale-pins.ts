import { domainOf, forgottenPins } from '../model/forgotten-pins.ts';
import type { WatchDeps } from './watch-deps.ts';

/** Rings its alarm; lib/registry names it too. */
const METRIC = 'forgottenPins';

/** Counts the pins that nobody has cleared for a week. None is no figure, which is billed: the alarm ends where nothing is told. */
export const reportStalePins = async ({
  pins,
  clock,
  gauge,
  log,
}: WatchDeps): Promise<{ forgotten: readonly string[] }> => {
  const forgotten = forgottenPins(await pins(), clock.now());
  if (forgotten.length > 0) gauge.count(METRIC, forgotten.length);
  for (const domain of new Set(forgotten.map(({ name }) => domainOf(name)))) {
    log.warn('a pin is forgotten', { domain, operation: 'look-at-pins' });
  }
  return { forgotten: forgotten.map(({ name }) => name) };
};
