import type { DeployedFunction, Versions } from '../../functions/registry/contract/release-record.ts';
import { releaseWith } from '../../functions/registry/model/rollback-target.ts';
import { CommandFailure } from '../client/problem-error.ts';
import type { RollbackPlan } from './plan-rollback.ts';
import type { ReleasePorts } from './ports.ts';
import type { KnownHistory } from './read-history.ts';

/** Where the aliases stand before they are moved. */
export interface Standing {
  readonly from: Versions;
  readonly revisions: Versions;
  readonly pins: Versions;
}

const checkStack = async (ports: ReleasePorts, stack: string): Promise<void> => {
  const status = await ports.stackStatus(stack);
  if (status?.endsWith('_IN_PROGRESS') === true) {
    throw new CommandFailure(
      `The stack ${stack} is being deployed (${status}). Stop its canary or wait until it is done; see docs/runbooks/canary-stopped.md.`,
    );
  }
};

const checkVersion = async (
  ports: ReleasePorts,
  history: KnownHistory,
  { name, alias }: DeployedFunction,
  version: string,
): Promise<void> => {
  const fail = (what: string): never => {
    throw new CommandFailure(`Version ${version} of ${name} cannot take over: ${what}.`);
  };
  const found = await ports.functions.version(alias, version);
  if (found === undefined) return fail('it has been deleted');
  if (!found.active) return fail('Lambda says that it is not active');
  const recorded = releaseWith(history, name, version)?.event.functions.find((each) => each.name === name);
  if (recorded !== undefined && recorded.template === version && recorded.codeSha256 !== found.codeSha256)
    return fail('its code is not the code that the release log recorded');
  if (found.table !== undefined && !(await ports.tableExists(found.table)))
    return fail(`the table ${found.table} that it works on is gone`);
};

/**
 * Everything that can be known to be wrong before anything is changed.
 * @throws CommandFailure with the one thing that keeps the rollback from being tried
 */
export const preflight = async (
  ports: ReleasePorts,
  history: KnownHistory,
  plan: RollbackPlan,
  explicit: boolean,
): Promise<Standing> => {
  await checkStack(ports, history.deployed.stack);
  const from: Record<string, string> = {};
  const revisions: Record<string, string> = {};
  const pins: Record<string, string> = {};
  for (const each of plan.functions) {
    await checkVersion(ports, history, each, plan.to[each.name] ?? '');
    const { version, revisionId } = await ports.functions.alias(each.alias);
    from[each.name] = version;
    revisions[each.name] = revisionId;
    pins[each.name] = (await ports.pins.get(each.pin)) ?? '';
    if (!explicit && version !== history.live[each.name]) {
      throw new CommandFailure(
        `The alias of ${each.name} stands at ${version}, the log says ${history.live[each.name]}: somebody moved it by hand. Say where to go with --to.`,
      );
    }
  }
  const there = plan.functions.every(({ name }) => from[name] === plan.to[name] && pins[name] === plan.to[name]);
  if (there) throw new CommandFailure(`${plan.domain} is pinned there already: ${Object.values(plan.to).join(', ')}.`);
  return { from, revisions, pins };
};
