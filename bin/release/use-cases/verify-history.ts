import { domainsAsked } from '../../../functions/registry/handlers/release/read-history.ts';
import { type Verdict, verifyLog } from '../../../functions/registry/model/verify-log.ts';
import type { ReleasePorts } from '../../../functions/registry/store/release-ports.ts';
import { CommandFailure } from '../../client/problem-error.ts';

/**
 * Compares the release log of a domain with the copies of its records that the log's writers cannot reach.
 * @throws CommandFailure where the registry is of a release that kept no copies, or there is no such domain
 */
export const verifyHistory = async (
  ports: Pick<ReleasePorts, 'anchors' | 'domains' | 'log'>,
  domain: string,
): Promise<Verdict> => {
  const { anchors } = ports;
  if (anchors === undefined)
    throw new CommandFailure('The registry there keeps no copies of its records yet: deploy it, and try again.');
  // The log first: a record that comes meanwhile is then not there, instead of not anchored.
  const texts = await anchors.texts(domain);
  const kept = await anchors.list(domain);
  if (texts.size === 0 && kept.length === 0) await domainsAsked(ports, domain);
  return verifyLog(texts, kept);
};
