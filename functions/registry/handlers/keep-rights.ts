import type { RightsProperties } from '../contract/custom-resource.ts';
import { takenRights } from '../model/rights.ts';
import type { RegistryDeps } from './deps.ts';
import { isGoingBack } from './going-back.ts';

/** A deployment would take a right from versions that have it. Its message is for whoever deploys. */
export class RightsTaken extends Error {
  override readonly name = 'RightsTaken';
}

/** A stack's event has room for some lines. */
const SHOWN = 5;

/**
 * Refuses a deployment that takes rights away, before any policy of its stack changes: the version that is live, a pinned one and every
 * one that could be gone back to have the same role, and lose them at once.
 *
 * @throws RightsTaken naming each function and right, and the way through
 */
export const keepRights = async (
  deps: RegistryDeps,
  stackId: string,
  { Domain, Functions, TakesRights }: RightsProperties,
): Promise<void> => {
  if (TakesRights !== undefined) return;
  const asked = Object.fromEntries(Functions.map(({ Name, Rights }) => [Name, Rights]));
  const taken = takenRights(await deps.log.read(Domain), asked);
  if (taken.length === 0 || (await isGoingBack(deps, stackId))) return;
  const shown = taken.slice(0, SHOWN).map(({ name, right }) => `${Domain}/${name} loses ${right}`);
  const more = taken.length > SHOWN ? `, and ${taken.length - SHOWN} more` : '';
  throw new RightsTaken(
    `Rights are taken away from versions that run, or that could be gone back to: ${shown.join('; ')}${more}. Deploy a release that needs them no more and still has them; take them away with the next one, by "folio deploy --takes-rights".`,
  );
};
