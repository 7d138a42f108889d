import type { ReleaseRecord } from '../../../functions/registry/contract/release-record.ts';
import { LostRace } from '../../../functions/registry/model/log-errors.ts';
import { CommandFailure } from '../../client/problem-error.ts';
import { type ReleasePorts, showVersions } from '../ports/ports.ts';

const seqOf = (records: readonly ReleaseRecord[]): number => records.at(-1)?.seq ?? 0;

/**
 * Looks again at a log of which `read` is known.
 * @throws CommandFailure when somebody has begun another rollback since
 */
export const refuseWhenOvertaken = async (
  ports: ReleasePorts,
  domain: string,
  read: readonly ReleaseRecord[],
): Promise<void> => {
  const since = (await ports.log.read(domain)).filter(({ seq }) => seq > seqOf(read));
  for (const { event, actor, at } of since) {
    if (event.kind !== 'rollback-begun') continue;
    throw new CommandFailure(
      `Another rollback of ${domain} was faster: ${actor} began it at ${at}, ${showVersions(event.from, event.to)}. This one has changed nothing; look at "folio release status ${domain}".`,
    );
  }
};

/** Somebody has begun another rollback, or deployed, since the log was read. */
export const lost =
  (ports: ReleasePorts, domain: string, read: readonly ReleaseRecord[]) =>
  async (error: unknown): Promise<never> => {
    if (!(error instanceof LostRace)) throw error;
    await refuseWhenOvertaken(ports, domain, read);
    throw new CommandFailure(
      `Somebody else changed the releases of ${domain} at this moment. Look at "folio release status" and try again.`,
    );
  };
