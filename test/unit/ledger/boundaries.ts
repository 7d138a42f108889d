/** The fan-out of the index of back-dated entries, as its document says it. */
const FAN_OUT = 128;
const LEVELS = 6;

/** The first time of a counter of each level that lies before `now`, and times at which its number grows by a digit. */
export const boundaries = (now: number): readonly number[] => {
  const ofLevels = Array.from({ length: LEVELS }, (_, back) => {
    const span = FAN_OUT ** back;
    return [span, Math.floor(now / span) * span, (Math.floor(now / span / FAN_OUT) * FAN_OUT + 1) * span];
  }).flat();
  const ofDigits = Array.from({ length: 13 }, (_, zeros) => 10 ** zeros);
  return [...new Set([0, ...ofLevels, ...ofDigits])].filter((at) => at < now - 2).toSorted((a, b) => a - b);
};

/** Each boundary, and the milliseconds on either side of it. */
export const around = (times: readonly number[]): readonly number[] =>
  [...new Set(times.flatMap((at) => [at - 1, at, at + 1]))].filter((at) => at >= 0);
