import type { DeployedFunction, Versions } from '../../functions/registry/contract/release-record.ts';
import { floorViolation, type Resolved, rollbackTarget } from '../../functions/registry/model/rollback-target.ts';
import { CommandFailure } from '../client/problem-error.ts';
import type { KnownHistory } from './read-history.ts';

export interface RollbackWish {
  readonly domain: string;
  readonly function?: string;
  readonly to?: string;
  /** What was live before a release that is stopped while it is being proved: there it is held, whatever became of that release. */
  readonly hold?: Versions;
}

/** Which functions go where. */
export interface RollbackPlan {
  readonly domain: string;
  /** In the order in which they are moved: as in the template, where producers stand before what consumes. */
  readonly functions: readonly DeployedFunction[];
  readonly to: Versions;
  readonly release: number | undefined;
}

const held = (hold: Versions, { function: only }: RollbackWish): Resolved => ({
  to: Object.fromEntries(Object.entries(hold).filter(([name]) => only === undefined || name === only)),
  release: undefined,
});

/** @throws CommandFailure when the log has no such place to go back to, or the data does not allow it */
export const planRollback = (history: KnownHistory, wish: RollbackWish): RollbackPlan => {
  const { open } = history;
  if (open !== undefined) {
    throw new CommandFailure(
      `A rollback of ${wish.domain} by ${open.actor} (${open.at}) is not finished; run "folio release resume ${wish.domain}".`,
    );
  }
  const { hold } = wish;
  const target = hold !== undefined && wish.to === undefined ? held(hold, wish) : rollbackTarget(history, wish);
  if ('refused' in target) throw new CommandFailure(`${wish.domain} is not rolled back: ${target.refused}.`);
  const violation = floorViolation(history, target.to);
  if (violation !== undefined) throw new CommandFailure(`${wish.domain} is not rolled back: ${violation}.`);
  const functions = history.deployed.functions.filter(({ name }) => name in target.to);
  const gone = Object.keys(target.to).filter((name) => !functions.some((each) => each.name === name));
  if (gone.length > 0)
    throw new CommandFailure(`${wish.domain} is not rolled back: ${gone.join(', ')} exists no more.`);
  return { domain: wish.domain, functions, to: target.to, release: target.release?.number };
};
