import type { Deployed } from '../../../functions/registry/contract/release-record.ts';
import { type History, historyOf } from '../../../functions/registry/model/history.ts';
import { CommandFailure } from '../../client/problem-error.ts';
import type { ReleasePorts } from '../ports/ports.ts';

/** The history of a domain that has one. */
export type KnownHistory = History & { readonly deployed: Deployed };

/** @throws CommandFailure for a domain that does not exist or was never deployed */
export const readHistory = async (ports: ReleasePorts, domain: string): Promise<KnownHistory> => {
  const history = historyOf(await ports.log.read(domain));
  const { deployed } = history;
  if (deployed !== undefined) return { ...history, deployed };
  const domains = await ports.domains();
  const known = domains.length === 0 ? 'nothing has been deployed yet' : `there are ${domains.join(', ')}`;
  throw new CommandFailure(
    domains.includes(domain)
      ? `No release of ${domain} is on record; deploy it first.`
      : `There is no domain ${domain}; ${known}.`,
  );
};
