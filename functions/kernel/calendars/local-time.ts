import { assert } from '../core/assert.ts';
import { addDays, type CivilDate, parseCivilDate } from '../values/civil-date.ts';
import { shownIn } from '../values/zone.ts';

/** A time of day, `HH:MM`. */
export interface LocalMoment {
  readonly date: CivilDate;
  readonly time: string;
}

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const MINUTE_MS = 60_000;
/** No zone is further from UTC than this. */
const OFFSET_MAX_MS = 26 * 60 * MINUTE_MS;

/** What clocks in the zone show, seconds cut off. */
export const localMoment = (ms: number, zone: string): LocalMoment => {
  const of = shownIn(zone, ms);
  const two = (type: Intl.DateTimeFormatPartTypes): string => String(of(type)).padStart(2, '0');
  const date = parseCivilDate(`${String(of('year')).padStart(4, '0')}-${two('month')}-${two('day')}`);
  assert(date !== undefined, 'a zone shows a date of the calendar');
  return { date, time: `${two('hour')}:${two('minute')}` };
};

const utcMinute = ({ date, time }: LocalMoment): number => Date.parse(`${date}T${time}:00Z`);

/**
 * When clocks in the zone show this. A time that comes twice (clocks go back) is its first coming; one that clocks skip (they go
 * forward) is the moment of the change.
 */
export const instantOf = (moment: LocalMoment, zone: string): number => {
  assert(TIME.test(moment.time), 'a time of day is HH:MM');
  const wanted = utcMinute(moment);
  // Clocks only lag or lead by whole minutes: the first instant at which they show the wanted time or a later one is searched.
  let [early, late] = [wanted - OFFSET_MAX_MS, wanted + OFFSET_MAX_MS];
  const offset = (ms: number) => utcMinute(localMoment(ms, zone)) - ms;
  // Between two changes of the clocks there is one offset; both that are in reach are tried, the earlier instant first.
  const instants = [...new Set([offset(early), offset(late)])].map((each) => wanted - each).sort((a, b) => a - b);
  const hit = instants.find((ms) => utcMinute(localMoment(ms, zone)) === wanted);
  if (hit !== undefined) return hit;
  while (late - early > MINUTE_MS) {
    const middle = Math.floor((early + late) / 2 / MINUTE_MS) * MINUTE_MS;
    if (utcMinute(localMoment(middle, zone)) < wanted) early = middle;
    else late = middle;
  }
  return late;
};

export const localDate = (ms: number, zone: string): CivilDate => localMoment(ms, zone).date;

/** Midnight at the end of the day in the zone. */
export const endOfDay = (date: CivilDate, zone: string): number =>
  instantOf({ date: addDays(date, 1), time: '00:00' }, zone);
