import type { Deployed } from '../../contract/release-record.ts';
import { type History, historyOf } from '../../model/history.ts';
import { ReleaseRefused } from '../../model/log-errors.ts';
import type { ReleasePorts } from '../../store/release-ports.ts';

/** The history of a domain that has one. */
export type KnownHistory = History & { readonly deployed: Deployed };

const unknown = (domain: string, domains: readonly string[]): ReleaseRefused => {
  const known = domains.length === 0 ? 'nothing has been deployed yet' : `there are ${domains.join(', ')}`;
  return new ReleaseRefused(`There is no domain ${domain}; ${known}.`);
};

/** Those of the app, or the one that is asked for. @throws ReleaseRefused for one that is not there */
export const domainsAsked = async (
  ports: Pick<ReleasePorts, 'domains' | 'log'>,
  asked: string | undefined,
): Promise<readonly string[]> => {
  const domains = await ports.domains();
  if (asked === undefined) return domains;
  // One that has left the app has its log still.
  if (domains.includes(asked) || (await ports.log.read(asked)).length > 0) return [asked];
  throw unknown(asked, domains);
};

/** @throws ReleaseRefused for a domain that does not exist or was never deployed */
export const readHistory = async (ports: ReleasePorts, domain: string): Promise<KnownHistory> => {
  const history = historyOf(await ports.log.read(domain));
  const { deployed } = history;
  if (deployed !== undefined) return { ...history, deployed };
  const domains = await ports.domains();
  throw domains.includes(domain)
    ? new ReleaseRefused(`No release of ${domain} is on record; deploy it first.`)
    : unknown(domain, domains);
};
