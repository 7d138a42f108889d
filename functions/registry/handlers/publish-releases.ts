import type { PublishedReleases } from '../contract/published-releases.ts';
import { historyOf } from '../model/history.ts';
import type { Retrying } from '../store/retry-throttled.ts';
import type { RegistryDeps } from './deps.ts';

/** Far more than a rollback goes back, in a parameter of at most 4 KB: a release of ten functions takes some 180 bytes. */
const PUBLISHED_MAX = 20;

/**
 * Tells which versions make which release, for those who show it: the log itself is the registry's own. A rollback brings in
 * no new release, so deployments are enough.
 */
export const publishReleases = async (
  { log, parameters }: Pick<RegistryDeps, 'log' | 'parameters'>,
  { domain, name }: { readonly domain: string; readonly name: string },
  retrying: Retrying,
): Promise<void> => {
  const { releases } = historyOf(await log.read(domain));
  const told: PublishedReleases = releases.slice(-PUBLISHED_MAX).map(({ number, versions }) => ({ number, versions }));
  const text = JSON.stringify(told);
  if (text === (await parameters.get(name))) return;
  await retrying(() => parameters.put(name, text));
};
