import { UNPINNED } from '../../../functions/registry/contract/custom-resource.ts';
import type { DeployedFunction } from '../../../functions/registry/contract/release-record.ts';
import { type KnownHistory, readHistory } from '../../../functions/registry/handlers/release/read-history.ts';
import { refuseRemoved } from '../../../functions/registry/handlers/release/removed.ts';
import { removable } from '../../../functions/registry/model/retention.ts';
import type { ReleasePorts } from '../../../functions/registry/store/release-ports.ts';
import { CommandFailure } from '../../client/problem-error.ts';

/** Function -> versions that were, or would be, removed. */
export type Removed = Readonly<Record<string, string[]>>;

const oldOf = async (ports: ReleasePorts, history: KnownHistory, fn: DeployedFunction): Promise<string[]> => {
  const [alias, published, pin] = await Promise.all([
    ports.functions.alias(fn.alias),
    ports.functions.published(fn.alias),
    ports.pins.get(fn.pin),
  ]);
  const held = [alias.version, ...Object.keys(alias.weights), ...(pin === undefined || pin === UNPINNED ? [] : [pin])];
  return [...removable(history, fn.name, published, held, ports.now())];
};

/** A stack that has to find its way back may need any version; a rollback that is open needs its own. */
const refuseWhenUnsafe = async (
  ports: ReleasePorts,
  { open, deployed }: KnownHistory,
  domain: string,
): Promise<void> => {
  if (open !== undefined) throw new CommandFailure(`A rollback of ${domain} is not finished; nothing is removed.`);
  const status = await ports.stackStatus(deployed.stack);
  if (status === undefined || !/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_COMPLETE$/.test(status)) {
    throw new CommandFailure(
      `The stack ${deployed.stack} is ${status ?? 'not there'}; nothing is removed before it is well.`,
    );
  }
};

/**
 * Removes the versions of a domain that nobody can miss (functions/registry/model/retention.ts). What is removed goes on record
 * first; the log itself, and versions that were in an incident, are never removed. Done again, it removes what a crash left.
 */
export const clean = async (ports: ReleasePorts, domain: string, dryRun: boolean): Promise<Removed> => {
  const history = await readHistory(ports, domain);
  await refuseRemoved(ports, domain, history);
  await refuseWhenUnsafe(ports, history, domain);
  const removed: Record<string, string[]> = {};
  for (const fn of history.deployed.functions) {
    const old = await oldOf(ports, history, fn);
    if (old.length > 0) removed[fn.name] = old;
  }
  if (dryRun || Object.keys(removed).length === 0) return removed;
  const event = { kind: 'cleaned', removed } as const;
  await ports.log.append(history.records, { domain, at: ports.now(), actor: ports.actor, event });
  for (const { name, alias } of history.deployed.functions) {
    for (const version of removed[name] ?? []) await ports.functions.remove(alias, version);
  }
  return removed;
};
