import type { ReleaseRecord } from '../contract/release-record.ts';
import { appendDecided, type Decide } from '../store/append-decided.ts';
import type { ReleaseLog } from '../store/release-log.ts';

/** What the log of one domain makes of something that AWS told. */
export interface Observation {
  /** Whether a record says it already: AWS tells things more than once. */
  readonly isKnown: (event: ReleaseRecord['event']) => boolean;
  /** The record to write, or undefined where the log explains it. */
  readonly decide: Decide;
}

/** Puts an observation into the log of a domain, once. */
export const observe = async (log: ReleaseLog, domain: string, { isKnown, decide }: Observation): Promise<void> => {
  await appendDecided(log, domain, (records) =>
    records.some(({ event }) => isKnown(event)) ? undefined : decide(records),
  );
};
