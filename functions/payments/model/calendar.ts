import type { Day } from '../../kernel/values/zone.ts';

const DAY_MS = 86_400_000;
const DAYS_OF_WEEK = 7;
/** 1970-01-01 was a Thursday. */
const THURSDAY = 3;
const modulo = (value: number, by: number): number => ((value % by) + by) % by;

/** 0 is Monday. */
export const weekdayOf = (day: Day): number => modulo(day + THURSDAY, DAYS_OF_WEEK);

/** Months since the year 0. */
export const monthOf = (day: Day): number => {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
export const firstOfMonth = (month: number): Day => Date.UTC(Math.floor(month / 12), modulo(month, 12), 1) / DAY_MS;
export const lastOfMonth = (month: number): Day => firstOfMonth(month + 1) - 1;

export const dayOf = (day: Day): { readonly dayOfMonth: number; readonly daysInMonth: number } => {
  const month = monthOf(day);
  const first = firstOfMonth(month);
  return { dayOfMonth: day - first + 1, daysInMonth: firstOfMonth(month + 1) - first };
};
