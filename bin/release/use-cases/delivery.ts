import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type DeliveryMetrics, deliveryMetrics } from '../../../functions/catalog/model/delivery/metrics.ts';
import { deliveryOf } from '../../../functions/registry/contract/delivery-log.ts';
import { domainsAsked } from '../../../functions/registry/handlers/release/read-history.ts';
import type { ReleasePorts } from '../../../functions/registry/store/release-ports.ts';
import { PROJECT_DIR } from '../../client/project.ts';

const run = promisify(execFile);
const GIT_WITHIN_MS = 10_000;
const DAY_MS = 86_400_000;

/** When a commit was made, RFC 3339; undefined where this checkout does not know it, or it was not the whole of what was deployed. */
export const committedAt = async (commit: string): Promise<string | undefined> => {
  if (!/^[0-9a-f]{7,64}$/.test(commit)) return undefined;
  try {
    const args = ['-C', PROJECT_DIR, 'show', '-s', '--format=%cI', '--end-of-options', commit];
    const { stdout } = await run('git', args, { timeout: GIT_WITHIN_MS });
    return stdout.trim() === '' ? undefined : stdout.trim();
  } catch {
    return undefined; // no git, or another checkout's commit: it counts for no lead time
  }
};

/** DORA's five metrics of some domains over the last days, out of their release logs. @throws CommandFailure for a domain that is not there */
export const delivery = async (
  ports: Pick<ReleasePorts, 'domains' | 'log' | 'now'>,
  asked: string | undefined,
  days: number,
  madeAt: (commit: string) => Promise<string | undefined> = committedAt,
): Promise<readonly DeliveryMetrics[]> => {
  const to = ports.now();
  const window = { from: new Date(to - days * DAY_MS).toISOString(), to: new Date(to).toISOString() };
  const domains = await domainsAsked(ports, asked);
  return Promise.all(
    domains.map(async (domain) => {
      const records = await ports.log.read(domain);
      const commits = new Set(
        records.flatMap(({ event }) => (event.kind === 'deployed' && event.commit !== undefined ? [event.commit] : [])),
      );
      const made = new Map(await Promise.all([...commits].map(async (one) => [one, await madeAt(one)] as const)));
      return deliveryMetrics(domain, records.flatMap(deliveryOf), window, (commit) => made.get(commit));
    }),
  );
};
