import { UNPINNED } from '../../contract/custom-resource.ts';
import { ReleaseRefused } from '../../model/log-errors.ts';
import { showVersions } from '../../store/release-ports.ts';
import { expectedPins } from './expected-pins.ts';
import type { RollbackPlan } from './plan-rollback.ts';
import type { Standing } from './preflight.ts';
import type { KnownHistory } from './read-history.ts';

/**
 * A rollback to what is live would only pin it: whoever names it has the wrong number. Where a pin is amiss, or the alias is not where
 * the template says, the same words set that right, and are taken.
 *
 * @throws ReleaseRefused naming what is live
 */
export const refuseIdle = ({ records }: KnownHistory, plan: RollbackPlan, { from, pins }: Standing): void => {
  const expected = expectedPins(records);
  const idle = plan.functions.every(({ name, template }) => {
    const isLive = from[name] === plan.to[name] && template === plan.to[name];
    return isLive && pins[name] === UNPINNED && expected(name).includes(UNPINNED);
  });
  if (!idle) return;
  const what =
    plan.release === undefined ? showVersions(plan.to) : `release ${plan.release} (${showVersions(plan.to)})`;
  throw new ReleaseRefused(`${plan.domain} is not rolled back: ${what} is live already.`);
};
