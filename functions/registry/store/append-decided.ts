import type { ReleaseRecord } from '../contract/release-record.ts';
import { LostRace } from '../model/log-errors.ts';
import type { Entry, ReleaseLog } from './release-log.ts';

/** Deployments, operators and observations write to the log of one domain; never this many at a moment. */
const TRIES_MAX = 20;

/** The record to write, or undefined where the log needs none. Called again whenever the log has grown meanwhile. */
export type Decide = (records: readonly ReleaseRecord[]) => Omit<Entry, 'domain'> | undefined;

/**
 * Adds what `decide` makes of the records of a domain, and decides again where somebody else has taken the place.
 *
 * @returns whether a record was written
 * @throws LostRace where the place is lost again and again
 */
export const appendDecided = async (log: ReleaseLog, domain: string, decide: Decide): Promise<boolean> => {
  for (let attempt = 1; ; attempt += 1) {
    const records = await log.read(domain);
    const entry = decide(records);
    if (entry === undefined) return false;
    try {
      await log.append(records, { domain, ...entry });
      return true;
    } catch (error) {
      if (!(error instanceof LostRace) || attempt === TRIES_MAX) throw error;
    }
  }
};
