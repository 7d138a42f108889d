import { InvalidArgumentError } from 'commander';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const HOURS_MAX = 24;

/** `500ms`, `60s`, `5m`, `1h`, in ms. */
export const duration = (text: string): number => {
  const match = /^(\d{1,6})(ms|s|m|h)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('A time is a number with ms, s, m or h, such as 60s.');
  const ms = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  if (ms > HOURS_MAX * UNITS.h) throw new InvalidArgumentError(`It is at most ${HOURS_MAX}h.`);
  return ms;
};
