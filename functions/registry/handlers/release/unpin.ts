import { UNPINNED } from '../../contract/custom-resource.ts';
import type { DeployedFunction, Versions } from '../../contract/release-record.ts';
import { ReleaseRefused } from '../../model/log-errors.ts';
import type { ReleasePorts, Why } from '../../store/release-ports.ts';
import { heldBy } from './held.ts';
import { nextDeployment, type Outlook } from './next-deployment.ts';
import { readHistory } from './read-history.ts';

export interface UnpinRequest {
  readonly domain: string;
  readonly function?: string;
  readonly why: Why;
  readonly dryRun: boolean;
  /** Although the next deployment will find the alias elsewhere than it looks for it. */
  readonly anyway: boolean;
}

interface Pinned extends DeployedFunction {
  readonly heldAt: string;
}

/**
 * The last deployment left the alias elsewhere than the pin holds it now: a deployment has to see it there first, which, while it is
 * pinned, moves nothing that is live.
 * @throws ReleaseRefused where the deployment after the un-pin would be refused for that
 */
const refuseUnseen = ({ deploysFrom }: ReleasePorts, domain: string, pinned: readonly Pinned[]): void => {
  if (deploysFrom === 'what-is-live') return;
  const unseen = pinned.filter(({ heldAt, live }) => heldAt !== live).map(({ name }) => name);
  if (unseen.length === 0) return;
  throw new ReleaseRefused(
    `${domain} is not unpinned: nothing was deployed since ${unseen.join(', ')} went back, and CodeDeploy would refuse the next deployment. Deploy once while it is pinned, which moves nothing that is live, and unpin then; or say --anyway.`,
  );
};

export interface Unpinned {
  /** Function -> the version that its pin held. */
  readonly was: Versions;
  /** Function -> what the next deployment does to it. */
  readonly next: Readonly<Record<string, Outlook>>;
}

/**
 * Lets the next deployment move the aliases again. Moves nothing itself: what is live stays live until then. It goes on record
 * before the pins are cleared; done again, it clears what a crash has left. A pin that was cleared by hand is put on record as well.
 */
export const unpin = async (ports: ReleasePorts, request: UnpinRequest): Promise<Unpinned> => {
  const { domain, function: only, why, dryRun, anyway } = request;
  const { open, records, deployed } = await readHistory(ports, domain);
  if (open !== undefined) {
    throw new ReleaseRefused(`A rollback of ${domain} is not finished; run "folio release resume ${domain}" first.`);
  }
  const names = deployed.functions.map(({ name }) => name);
  if (only !== undefined && !names.includes(only))
    throw new ReleaseRefused(`${domain} has no function ${only}; there are ${names.join(', ')}.`);
  const was: Record<string, string> = {};
  const next: Record<string, Outlook> = {};
  const held = heldBy(records);
  const pinned: Pinned[] = [];
  for (const each of deployed.functions.filter(({ name }) => only === undefined || name === only)) {
    const pin = (await ports.pins.get(each.pin)) ?? UNPINNED;
    const heldAt = pin === UNPINNED ? held.get(each.name)?.version : pin;
    if (heldAt === undefined) continue;
    was[each.name] = heldAt;
    next[each.name] = nextDeployment(ports.deploysFrom, each, heldAt);
    pinned.push({ ...each, heldAt });
  }
  if (pinned.length === 0)
    throw new ReleaseRefused(`Nothing of ${only === undefined ? domain : `${domain}/${only}`} is pinned.`);
  if (!anyway) refuseUnseen(ports, domain, pinned);
  if (dryRun) return { was, next };
  const event = { kind: 'unpinned', was, ...why } as const;
  await ports.log.append(records, { domain, at: ports.now(), actor: ports.actor, event });
  for (const { pin } of pinned) await ports.pins.put(pin, UNPINNED);
  return { was, next };
};
