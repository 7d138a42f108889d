import type { ReleaseRecord } from '../../contract/release-record.ts';
import { LostRace, ReleaseRefused } from '../../model/log-errors.ts';
import { type ReleasePorts, showVersions } from '../../store/release-ports.ts';

const seqOf = (records: readonly ReleaseRecord[]): number => records.at(-1)?.seq ?? 0;

/** @throws ReleaseRefused when another rollback was begun between two looks at the log of a domain */
export const refuseOvertaken = (
  domain: string,
  before: readonly ReleaseRecord[],
  now: readonly ReleaseRecord[],
): void => {
  for (const { event, actor, at } of now.filter(({ seq }) => seq > seqOf(before))) {
    if (event.kind !== 'rollback-begun') continue;
    throw new ReleaseRefused(
      `Another rollback of ${domain} was faster: ${actor} began it at ${at}, ${showVersions(event.from, event.to)}. This one has changed nothing; look at "folio release status ${domain}".`,
    );
  }
};

/** Looks at the log again. @throws ReleaseRefused when another rollback was begun since it was read */
export const refuseWhenOvertaken = async (
  ports: ReleasePorts,
  domain: string,
  read: readonly ReleaseRecord[],
): Promise<void> => refuseOvertaken(domain, read, await ports.log.read(domain));

/** Somebody has begun another rollback, or deployed, since the log was read. */
export const lost =
  (ports: ReleasePorts, domain: string, read: readonly ReleaseRecord[]) =>
  async (error: unknown): Promise<never> => {
    if (!(error instanceof LostRace)) throw error;
    await refuseWhenOvertaken(ports, domain, read);
    throw new ReleaseRefused(
      `Somebody else changed the releases of ${domain} at this moment. Look at "folio release status" and try again.`,
    );
  };
