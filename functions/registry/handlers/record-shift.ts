import type { ReleaseEvent } from '../contract/release-record.ts';
import type { Shift } from '../store/shifts.ts';
import { observe } from './observe.ts';
import { findFunction, type WatchDeps } from './watch-deps.ts';

const eventOf = (name: string, deployment: string, shift: Shift): ReleaseEvent => {
  const { from, to, outcome, reason, alarm } = shift;
  const what = { function: name, from, to, deployment };
  if (outcome === 'promoted') return { kind: 'promoted', ...what };
  return { kind: 'taken-back', ...what, reason, ...(alarm === undefined ? {} : { alarm }) };
};

/** Puts on record, once, where a canary ended: at the new version, or back at the old one by an alarm. */
export const recordShift = async (deps: WatchDeps, deployment: string): Promise<void> => {
  for (const shift of await deps.shifts(deployment)) {
    const known = await findFunction(deps, shift.functionName);
    if (known === undefined) continue;
    const { domain, fn } = known;
    const event = eventOf(fn.name, deployment, shift);
    const actor = shift.alarm === undefined ? 'codedeploy' : `alarm:${shift.alarm}`;
    await observe(deps.releases, domain, {
      isKnown: (each) =>
        (each.kind === 'promoted' || each.kind === 'taken-back') &&
        each.deployment === deployment &&
        each.function === fn.name,
      decide: () => ({ at: deps.clock.now(), actor, event }),
    });
  }
};
