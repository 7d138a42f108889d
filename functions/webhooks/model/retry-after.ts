/** An endpoint is believed when it asks for so long, and for no longer: its events would be of no use any more. */
export const RETRY_AFTER_MAX_MS = 3_600_000;

/** Longer than any form that RFC 9110 knows. */
const CHARS_MAX = 40;
/** However many they are: the cap holds for those that no number holds exactly, too. */
const SECONDS = /^[0-9]{1,40}$/;
/** RFC 9110, section 5.6.7: the form that is sent today, and two older ones that have to be understood. */
const IMF_FIXDATE = /^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$/;
const RFC_850 = /^[A-Z][a-z]{5,8}, [0-9]{2}-[A-Z][a-z]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}$/;

const timeOf = (text: string): number => {
  if (IMF_FIXDATE.test(text) || RFC_850.test(text)) return Date.parse(text);
  return ASCTIME.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
};

/**
 * For how long an endpoint wants to be let alone, in ms, from its `Retry-After` (RFC 9110, section 10.2.3: seconds or a date).
 * Undefined for nonsense, for now and for the past; never more than an hour.
 *
 * @param now milliseconds since the epoch
 */
export const retryAfterMs = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined || header.length > CHARS_MAX) return undefined;
  const text = header.trim();
  const ms = SECONDS.test(text) ? Number(text) * 1000 : timeOf(text) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, RETRY_AFTER_MAX_MS) : undefined;
};
