import type { Log } from '../../kernel/core/log.ts';
import type { Gauge } from '../../kernel/core/metrics.ts';
import type { Clock } from '../../kernel/core/ports.ts';
import type { DeployedFunction } from '../contract/release-record.ts';
import { domainOf, type Pin } from '../model/forgotten-pins.ts';
import { functionOf } from '../store/code-hashes.ts';
import type { ReleaseLog } from '../store/release-log.ts';
import type { Shifts } from '../store/shifts.ts';

export interface WatchDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly gauge: Pick<Gauge, 'count'>;
  readonly releases: ReleaseLog;
  /** The pins of all domains. */
  readonly pins: () => Promise<readonly Pin[]>;
  readonly shifts: Shifts;
}

export interface KnownFunction {
  readonly domain: string;
  readonly fn: DeployedFunction;
}

/** The released function of that name (Lambda's) and its domain; undefined for one that no release log knows. */
export const findFunction = async (
  { pins, releases }: Pick<WatchDeps, 'pins' | 'releases'>,
  functionName: string,
): Promise<KnownFunction | undefined> => {
  const domains = new Set((await pins()).map(({ name }) => domainOf(name)));
  for (const domain of domains) {
    const fn = (await releases.read(domain))
      .flatMap(({ event }) => (event.kind === 'deployed' ? event.functions : []))
      .findLast(({ alias }) => functionOf(alias).endsWith(`:function:${functionName}`));
    if (fn !== undefined) return { domain, fn };
  }
  return undefined;
};
