import { UNPINNED } from '../../../functions/registry/contract/custom-resource.ts';
import { heldBy } from '../../../functions/registry/handlers/release/held.ts';
import { isRemoved } from '../../../functions/registry/handlers/release/removed.ts';
import { historyOf } from '../../../functions/registry/model/history.ts';
import type { ReleasePorts } from '../../../functions/registry/store/release-ports.ts';
import { hint } from '../../client/hints.ts';

/** A function of which a deployment brought a version that waits, because a pin holds the one before. */
export interface HeldBack {
  readonly domain: string;
  readonly function: string;
  /** The version that answers, and stays. */
  readonly live: string;
  /** The version that was published and waits. */
  readonly waiting: string;
  /** Who holds it, since when and why, by the log; undefined where somebody has set the pin around the command. */
  readonly by:
    | { readonly actor: string; readonly at: string; readonly reason: string; readonly incident?: string }
    | undefined;
  /** The command that lets the next deployment move it. */
  readonly free: string;
}

/** What the last deployment of each domain left waiting behind a pin that still holds. */
export const heldBack = async (ports: ReleasePorts): Promise<readonly HeldBack[]> => {
  const found = await Promise.all(
    (await ports.domains()).map(async (domain): Promise<readonly HeldBack[]> => {
      const { deployed, records } = historyOf(await ports.log.read(domain));
      if (deployed === undefined || (await isRemoved(ports, deployed))) return [];
      const held = heldBy(records);
      const waiting = deployed.functions.filter(({ live, template }) => live !== template);
      const pins = await Promise.all(waiting.map(({ pin }) => ports.pins.get(pin)));
      return waiting
        .filter((_, index) => (pins[index] ?? UNPINNED) !== UNPINNED)
        .map(({ name, live, template }) => {
          const by = held.get(name);
          const free = `${hint('release', 'unpin', domain)} --reason "..."`;
          const { actor = '', at = '', reason = '', incident } = by ?? {};
          return {
            ...{ domain, function: name, live, waiting: template, free },
            by: by && { actor, at, reason, ...(incident === undefined ? {} : { incident }) },
          };
        });
    }),
  );
  return found.flat();
};
