import type { ReleaseEvent, ReleaseRecord } from '../contract/release-record.ts';
import { LostRace } from '../store/release-log.ts';
import type { RegistryDeps } from './deps.ts';

/** Somebody else writes to the log of this very domain at the same moment; an operator, not a crowd. */
const TRIES_MAX = 5;
/** On whose behalf the keeper acts. */
const ACTOR = 'cloudformation';

/** Adds what `decide` makes of the records of a domain, unless that is nothing; decides again where it has lost its place. */
export const putOnRecord = async (
  { log, clock }: Pick<RegistryDeps, 'log' | 'clock'>,
  domain: string,
  decide: (records: readonly ReleaseRecord[]) => ReleaseEvent | undefined,
): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const records = await log.read(domain);
    const event = decide(records);
    if (event === undefined) return;
    try {
      await log.append(records, { domain, at: clock.now(), actor: ACTOR, event });
      return;
    } catch (error) {
      if (!(error instanceof LostRace) || attempt === TRIES_MAX) throw error;
    }
  }
};
