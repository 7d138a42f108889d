import type { History } from '../../model/history.ts';
import { lostRights } from '../../model/rights.ts';
import { type ReleasePorts, showVersions, type Why } from '../../store/release-ports.ts';
import { carryOut } from './carry-out.ts';
import { lost, refuseOvertaken } from './overtaken.ts';
import { planRollback, type RollbackPlan, type RollbackWish, stillAllowed } from './plan-rollback.ts';
import { preflight, type Standing } from './preflight.ts';
import { readHistory } from './read-history.ts';
import { refuseIdle } from './refuse-idle.ts';
import { refuseRemoved } from './removed.ts';
import { stopCanaries } from './stop-canaries.ts';

export interface RollbackRequest extends RollbackWish {
  readonly why: Why;
  /** Shows what would be done, and changes nothing. */
  readonly dryRun: boolean;
}

export interface RollbackResult {
  readonly plan: RollbackPlan;
  readonly standing: Standing;
  /** From the intent to the proof; undefined for a dry run. */
  readonly durationMs: number | undefined;
}

/** Takes the cold start of the old API versions off the clients' path: they start while the plan is checked and recorded. */
const warmUp = async (ports: ReleasePorts, plan: RollbackPlan): Promise<void> => {
  const apis = plan.functions.filter(({ probe }) => probe === 'health');
  // A version that does not answer is found out by the proof, which says so; this here only saves time.
  await Promise.allSettled(apis.map((fn) => ports.functions.warm(fn, plan.to[fn.name] ?? '')));
};

/**
 * Plans the rollback, once, and refuses before a canary is stopped rather than after. During a canary the rollback holds the live
 * versions: the new release is the bad one, whatever becomes of it meanwhile.
 */
const prepare = async (ports: ReleasePorts, request: RollbackRequest) => {
  const { domain, dryRun, to } = request;
  const history = await readHistory(ports, domain);
  await refuseRemoved(ports, domain, history);
  const { stack } = history.deployed;
  const canaries = await ports.canaries.running(stack);
  const isProved = canaries.length === 0;
  const plan = planRollback(history, isProved ? request : { ...request, hold: history.live });
  if (isProved) return { history, plan, looks: to === undefined ? 'as-logged' : 'anywhere', stopped: false } as const;
  if (dryRun) {
    ports.say(`Would stop the canary of ${stack} (${canaries.join(', ')}) first.`);
    return { history, plan, looks: 'as-if-stopped', stopped: true } as const;
  }
  await stopCanaries(ports, stack, canaries);
  const since = await readHistory(ports, domain);
  refuseOvertaken(domain, history.records, since.records);
  // A stack that did not find its way back has left aliases where no deployment has recorded them, and nobody's hand.
  return { history: since, plan: stillAllowed(since, plan), looks: 'anywhere', stopped: true } as const;
};

const RIGHTS_SHOWN = 5;

/** Says what is missing from the versions that take over; nobody who has to go back is kept from it. */
const tellLostRights = (
  { say }: ReleasePorts,
  { records }: Pick<History, 'records'>,
  { functions, to }: RollbackPlan,
): void => {
  for (const { name } of functions) {
    const lost = lostRights(records, name, to[name] ?? '');
    if (lost.length === 0) continue;
    const more = lost.length > RIGHTS_SHOWN ? ` and ${lost.length - RIGHTS_SHOWN} more` : '';
    say(
      `Version ${to[name]} of ${name} was released with rights that its role has lost since: ${lost.slice(0, RIGHTS_SHOWN).join(', ')}${more}. What it needs them for fails until a deployment grants them again.`,
    );
  }
};

/**
 * Takes a domain, or one function of it, back to versions that were live before. It resolves and checks, records the intent, then
 * pins, moves, proves and closes. Nothing is changed before the intent is recorded; after that `resume` can finish it.
 * @throws ReleaseRefused with one line that says why not
 */
export const rollback = async (ports: ReleasePorts, request: RollbackRequest): Promise<RollbackResult> => {
  const { domain, why, dryRun } = request;
  const { history, plan, looks, stopped } = await prepare(ports, request);
  const warm = dryRun ? undefined : warmUp(ports, plan);
  const standing = await preflight(ports, history, plan, looks);
  if (request.to !== undefined && !stopped) refuseIdle(history, plan, standing);
  if (plan.gone.length > 0)
    ports.say(`Without ${plan.gone.join(', ')}: a release since has removed it, and only a deployment brings it back.`);
  tellLostRights(ports, history, plan);
  ports.say(`${dryRun ? 'Would roll' : 'Rolling'} ${domain} back: ${showVersions(standing.from, plan.to)}.`);
  if (dryRun) return { plan, standing, durationMs: undefined };
  const at = ports.now();
  const { from, revisions } = standing;
  const event = { kind: 'rollback-begun', from, to: plan.to, revisions, ...why } as const;
  const entry = { domain, at, actor: ports.actor, event };
  const record = await ports.log.append(history.records, entry).catch(lost(ports, domain, history.records));
  const records = [...history.records, record];
  const begun = { records, seq: record.seq, at, event, domain, functions: plan.functions };
  const durationMs = await carryOut(ports, begun).catch(lost(ports, domain, records));
  await warm;
  return { plan, standing, durationMs };
};
