import type { ReleaseEvent, ReleaseRecord } from '../contract/release-record.ts';
import { appendDecided } from '../store/append-decided.ts';
import type { RegistryDeps } from './deps.ts';

/** On whose behalf the keeper acts. */
const ACTOR = 'cloudformation';

/** Adds what `decide` makes of the records of a domain, unless that is nothing. */
export const appendRecord = async (
  { log, clock }: Pick<RegistryDeps, 'log' | 'clock'>,
  domain: string,
  decide: (records: readonly ReleaseRecord[]) => ReleaseEvent | undefined,
): Promise<void> => {
  await appendDecided(log, domain, (records) => {
    const event = decide(records);
    return event && { at: clock.now(), actor: ACTOR, event };
  });
};
