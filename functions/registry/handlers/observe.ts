import type { ReleaseRecord } from '../contract/release-record.ts';
import { type Entry, LostRace, type ReleaseLog } from '../store/release-log.ts';

/** Deployments, operators and other observations write to the log of one domain; never this many at a moment. */
const TRIES_MAX = 20;

/** What the log of one domain makes of something that AWS told. */
export interface Observation {
  /** Whether a record says it already: AWS tells things more than once. */
  readonly isKnown: (event: ReleaseRecord['event']) => boolean;
  /** The record to write, or undefined where the log explains it. Called again when the log has grown meanwhile. */
  readonly decide: (records: readonly ReleaseRecord[]) => Omit<Entry, 'domain'> | undefined;
}

/** Puts an observation into the log of a domain once; tells whether it is one. */
export const observe = async (
  log: ReleaseLog,
  domain: string,
  { isKnown, decide }: Observation,
): Promise<'recorded' | 'known' | 'explained'> => {
  for (let attempt = 1; ; attempt += 1) {
    const records = await log.read(domain);
    if (records.some(({ event }) => isKnown(event))) return 'known';
    const entry = decide(records);
    if (entry === undefined) return 'explained';
    try {
      await log.append(records, { domain, ...entry });
      return 'recorded';
    } catch (error) {
      if (!(error instanceof LostRace) || attempt === TRIES_MAX) throw error;
    }
  }
};
