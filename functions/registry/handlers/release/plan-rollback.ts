import type { DeployedFunction, Versions } from '../../contract/release-record.ts';
import { ReleaseRefused } from '../../model/log-errors.ts';
import { floorViolation, type Resolved, rollbackTarget } from '../../model/rollback-target.ts';
import { showVersions } from '../../store/release-ports.ts';
import { type Held, heldBy } from './held.ts';
import { withoutLeftBehind } from './left-behind.ts';
import type { KnownHistory } from './read-history.ts';

export interface RollbackWish {
  readonly domain: string;
  readonly function?: string;
  readonly to?: string;
  /** One release further back, although a rollback holds what is live already. */
  readonly further?: boolean;
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
  /** Functions of that time that exist no more: there is nothing to move, and the rest goes back without them. */
  readonly gone: readonly string[];
}

const targetOf = (history: KnownHistory, wish: RollbackWish): Resolved => {
  const { hold, function: only, to } = wish;
  if (to !== undefined) return rollbackTarget(history, wish);
  const { timeline, records } = history;
  if (hold === undefined) return rollbackTarget({ ...history, timeline: withoutLeftBehind(timeline, records) }, wish);
  if (only === undefined) return { to: hold, release: undefined };
  const version = hold[only];
  return version === undefined ? rollbackTarget(history, wish) : { to: { [only]: version }, release: undefined };
};

/** Two operators who type the same command mean one rollback, and not one from the other's. */
const refuseWhenHeld = (history: KnownHistory, { domain, function: only, to, further, hold }: RollbackWish): void => {
  if (to !== undefined || further === true || hold !== undefined) return;
  const standing = history.deployed.functions.filter(({ name }) => only === undefined || name === only);
  const held = [...heldBy(history.records)].filter(([name]) => standing.some((each) => each.name === name));
  const last = held.map(([, each]) => each).reduce<Held | undefined>((a, b) => (a && a.at > b.at ? a : b), undefined);
  if (last === undefined) return;
  const versions = showVersions(Object.fromEntries(held.map(([name, { version }]) => [name, version])));
  throw new ReleaseRefused(
    `${domain} is rolled back already: ${last.actor} did it at ${last.at}, and pins hold ${versions}. Say --further to go back from there, or where to go with --to.`,
  );
};

const refuseOpen = ({ open }: KnownHistory, domain: string): void => {
  if (open === undefined) return;
  throw new ReleaseRefused(
    `A rollback of ${domain} by ${open.actor} (${open.at}) is not finished; run "folio release resume ${domain}".`,
  );
};

/** @throws ReleaseRefused where nothing is left to move, or the data does not allow it */
const allowed = (history: KnownHistory, domain: string, target: Versions): Omit<RollbackPlan, 'release'> => {
  const { deployed } = history;
  const functions = deployed.functions.filter(({ name }) => name in target);
  const gone = Object.keys(target).filter((name) => !functions.some((each) => each.name === name));
  if (functions.length === 0)
    throw new ReleaseRefused(`${domain} is not rolled back: ${gone.join(', ')} exists no more.`);
  const to = Object.fromEntries(functions.map(({ name }) => [name, target[name] ?? '']));
  const violation = floorViolation(history, to);
  if (violation !== undefined) throw new ReleaseRefused(`${domain} is not rolled back: ${violation}.`);
  return { domain, functions, to, gone };
};

/** @throws ReleaseRefused when the log has no such release to go back to, or the data does not allow it */
export const planRollback = (history: KnownHistory, wish: RollbackWish): RollbackPlan => {
  refuseOpen(history, wish.domain);
  refuseWhenHeld(history, wish);
  const target = targetOf(history, wish);
  if ('refused' in target) throw new ReleaseRefused(`${wish.domain} is not rolled back: ${target.refused}.`);
  return { ...allowed(history, wish.domain, target.to), release: target.release?.number };
};

/** The same plan where the log has grown since: where it leads to stays, what was deployed meanwhile may forbid it. */
export const stillAllowed = (history: KnownHistory, { domain, to, gone, release }: RollbackPlan): RollbackPlan => {
  refuseOpen(history, domain);
  const now = allowed(history, domain, to);
  return { ...now, gone: [...gone, ...now.gone], release };
};
