/**
 * After records were found there will be more: a moment's rest lets them gather, and what a run costs is shared by all that it is
 * given. AWS looks four times a second in any case.
 */
export const GATHER_MS = 100;

/**
 * While requests wait, a run is followed by a rest that is so many times as long: what follows from a commit then has a sixth
 * of its time, on processors that it shares with the requests. AWS shares none. Without rests a flood of requests has half of its pace.
 */
const REST_TO_RUN = 5;
const REST_MAX_MS = 3_000;
/** No rest behind records that are older: half of what raises the alarm of a route that is late. */
const PATIENT_UP_TO_MS = 60_000;

/** A run that is over. */
export interface Paced {
  readonly tookMs: number;
  /** Of its oldest record, at the end. */
  readonly ageMs: number;
  /** For how long requests, which come first, have been waiting without a break. */
  readonly rushMs: number;
}

/** How long to rest before the next run, in ms: no longer than the rush has lasted, so that one of moments delays nothing. */
export const restAfter = ({ tookMs, ageMs, rushMs }: Paced): number =>
  ageMs <= PATIENT_UP_TO_MS ? Math.min(REST_MAX_MS, rushMs, REST_TO_RUN * Math.max(0, tookMs)) : 0;
