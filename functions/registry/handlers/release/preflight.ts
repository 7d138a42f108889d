import type { DeployedFunction, Versions } from '../../contract/release-record.ts';
import { ReleaseRefused } from '../../model/log-errors.ts';
import { releaseWith } from '../../model/rollback-target.ts';
import type { ReleasePorts } from '../../store/release-ports.ts';
import { refuseWhenOvertaken } from './overtaken.ts';
import type { RollbackPlan } from './plan-rollback.ts';
import type { KnownHistory } from './read-history.ts';
import { movesAliases } from './stack-state.ts';

/** Where the aliases stand before they are moved. */
export interface Standing {
  readonly from: Versions;
  readonly revisions: Versions;
  readonly pins: Versions;
}

/**
 * Where the aliases have to stand: where the log says, or anywhere for one who has said where to go. Or where a canary would leave them
 * that is not stopped for a dry run.
 */
export type Looks = 'as-logged' | 'anywhere' | 'as-if-stopped';

const checkStack = async (ports: ReleasePorts, stack: string): Promise<void> => {
  const status = await ports.stackStatus(stack);
  if (status === undefined || !movesAliases(status)) return;
  throw new ReleaseRefused(
    status.startsWith('UPDATE_ROLLBACK')
      ? `The stack ${stack} is being taken back (${status}): what was live before its deployment stays live. Wait until it is done, and look at "folio release status" then.`
      : `The stack ${stack} is being deployed (${status}). Wait until it is done; see docs/runbooks/canary-stopped.md.`,
  );
};

const checkVersion = async (
  ports: ReleasePorts,
  history: KnownHistory,
  { name, alias }: DeployedFunction,
  version: string,
): Promise<void> => {
  const fail = (what: string): never => {
    throw new ReleaseRefused(`Version ${version} of ${name} cannot take over: ${what}.`);
  };
  const found = await ports.functions.version(alias, version);
  if (found === undefined) return fail('it has been deleted');
  if (!found.active) return fail('Lambda says that it is not active');
  const recorded = releaseWith(history, name, version)?.event.functions.find((each) => each.name === name);
  if (recorded !== undefined && recorded.template === version && recorded.codeSha256 !== found.codeSha256)
    return fail('its code is not the code that the release log recorded');
  for (const resource of found.names)
    if (!(await ports.exists(resource)))
      return fail(`the ${resource.kind} ${resource.name} that it works with is gone`);
};

/** Where one function stands, once it is known that its target can take over. */
const look = async (
  ports: ReleasePorts,
  history: KnownHistory,
  plan: RollbackPlan,
  fn: DeployedFunction,
  looks: Looks,
) => {
  const { name } = fn;
  const logged = history.live[name];
  const [{ version, revisionId }, pin] = await Promise.all([
    ports.functions.alias(fn.alias),
    ports.pins.get(fn.pin),
    checkVersion(ports, history, fn, plan.to[name] ?? ''),
  ]);
  if (looks === 'as-if-stopped') return { name, version: logged ?? version, revisionId, pin: pin ?? '' };
  if (looks === 'as-logged' && version !== logged) {
    await refuseWhenOvertaken(ports, plan.domain, history.records);
    throw new ReleaseRefused(
      `The alias of ${name} stands at ${version}, the log says ${logged}: somebody moved it by hand. Say where to go with --to.`,
    );
  }
  return { name, version, revisionId, pin: pin ?? '' };
};

/**
 * Checks everything that can be wrong before anything is changed, in parallel: an operator in an incident has no time.
 * @throws ReleaseRefused with the one thing that keeps the rollback from being tried
 */
export const preflight = async (
  ports: ReleasePorts,
  history: KnownHistory,
  plan: RollbackPlan,
  looks: Looks,
): Promise<Standing> => {
  const [, ...found] = await Promise.all([
    looks === 'as-if-stopped' ? undefined : checkStack(ports, history.deployed.stack),
    ...plan.functions.map((each) => look(ports, history, plan, each, looks)),
  ]);
  const from = Object.fromEntries(found.map(({ name, version }) => [name, version]));
  const revisions = Object.fromEntries(found.map(({ name, revisionId }) => [name, revisionId]));
  const pins = Object.fromEntries(found.map(({ name, pin }) => [name, pin]));
  const there = plan.functions.every(({ name }) => from[name] === plan.to[name] && pins[name] === plan.to[name]);
  if (there) throw new ReleaseRefused(`${plan.domain} is pinned there already: ${Object.values(plan.to).join(', ')}.`);
  return { from, revisions, pins };
};
