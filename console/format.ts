import { exponentOf } from '../functions/kernel/values/currencies.ts';

/** Digits in groups of three, from the right. */
const grouped = (digits: string): string => {
  const first = digits.length % 3 || 3;
  const groups = [digits.slice(0, first)];
  for (let at = first; at < digits.length; at += 3) groups.push(digits.slice(at, at + 3));
  return groups.join('\u202f');
};

/** `"1050"` of USD -> `10.50`; of a currency that nobody knows, the minor units as they are. Grouped for the eye. */
export const money = (minor: string, currency: string): string => {
  const digits = exponentOf(currency) ?? 0;
  const negative = minor.startsWith('-');
  const all = (negative ? minor.slice(1) : minor).padStart(digits + 1, '0');
  const whole = grouped(all.slice(0, all.length - digits));
  const part = digits === 0 ? '' : `.${all.slice(-digits)}`;
  return `${negative ? '\u2212' : ''}${whole}${part}`;
};

const DAY_MS = 86_400_000;

/** A moment as people say it; the exact one stands in the element's title. */
export const ago = (time: string | number, now: number): string => {
  const at = typeof time === 'number' ? time : Date.parse(time);
  const seconds = Math.round((now - at) / 1000);
  if (!Number.isFinite(seconds)) return String(time);
  if (seconds < 0) return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (now - at < DAY_MS) return `${Math.floor(seconds / 3600)} h ago`;
  return new Date(at).toISOString().slice(0, 10);
};

/** `awaiting_approval`, `workQueue` -> words. */
export const words = (text: string): string =>
  text
    .replaceAll(/[_-]/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
