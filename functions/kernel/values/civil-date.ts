import { assert } from '../core/assert.ts';
import type { Brand } from './ids.ts';

/** A day of the calendar, `YYYY-MM-DD`, without time and zone: what banks mean by a booking, value or settlement date. */
export type CivilDate = Brand<'CivilDate'>;

const FORM = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

const partsOf = (date: string): readonly [number, number, number] => [
  Number(date.slice(0, 4)),
  Number(date.slice(5, 7)),
  Number(date.slice(8, 10)),
];

const ofUtc = (ms: number): CivilDate => new Date(ms).toISOString().slice(0, 10) as CivilDate;
const utcOf = (date: CivilDate): number => {
  const [year, month, day] = partsOf(date);
  return new Date(0).setUTCFullYear(year, month - 1, day);
};

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
/** None for a month that there is not. */
const daysOf = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0));

/** Undefined where the text has another form, or the month has no such day. Years from 0001. */
export const parseCivilDate = (text: string): CivilDate | undefined => {
  if (!FORM.test(text) || text.startsWith('0000')) return undefined;
  const date = text as CivilDate;
  const [year, month, day] = partsOf(date);
  return day >= 1 && day <= daysOf(year, month) ? date : undefined;
};

export const civilDate = (year: number, month: number, day: number): CivilDate => {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const date = parseCivilDate(text);
  assert(date !== undefined, 'a date made of numbers exists');
  return date;
};

export const yearOf = (date: CivilDate): number => partsOf(date)[0];

/** 0 is Sunday, 6 is Saturday. */
export const weekdayOf = (date: CivilDate): number => new Date(utcOf(date)).getUTCDay();

export const addDays = (date: CivilDate, days: number): CivilDate => ofUtc(utcOf(date) + days * DAY_MS);

/** Days from `from` to `to`; below zero where `to` is earlier. */
export const daysBetween = (from: CivilDate, to: CivilDate): number => Math.round((utcOf(to) - utcOf(from)) / DAY_MS);
