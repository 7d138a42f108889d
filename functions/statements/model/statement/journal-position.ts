import * as z from 'zod';

/** Where a journal goes on, piece by piece: accounts, then transactions by the time they were made, then balances. */
export type JournalPosition = {
  /** What was made later is in no piece. In ms. */
  readonly end: number;
  /** Holds so far that have not ended. */
  readonly open: number;
} & (
  | { readonly at: 'accounts' | 'balances'; readonly cursor?: string | undefined }
  /** From this time on, in portions of so many ms. */
  | { readonly at: 'transactions'; readonly from: number; readonly width: number }
);

/** Whoever writes a position of their own says no time that has no day, and none whose next day has none: years have four digits. */
const time = z.int().min(0).max(Date.parse('9999-12-30T23:59:59.999Z'));
const base = { f: z.string(), e: time, o: z.int().min(0) };
const written = z.discriminatedUnion('s', [
  z.strictObject({ ...base, s: z.enum(['accounts', 'balances']), c: z.string().min(1).max(2_048).optional() }),
  z.strictObject({ ...base, s: z.literal('transactions'), t: time, w: z.int().min(1) }),
]);

/** @param filters what has to be the same of every piece: a cursor is good for no other question */
export const writePosition = (position: JournalPosition, filters: string): string => {
  const { end, open } = position;
  const told = { f: filters, e: end, o: open, s: position.at };
  const where = position.at === 'transactions' ? { t: position.from, w: position.width } : { c: position.cursor };
  return Buffer.from(JSON.stringify({ ...told, ...where })).toString('base64url');
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined; // no cursor of ours: what reads it says so
  }
};

/** Undefined for what did not come from this question, or not from here. It says nothing but where to go on in the caller's own books. */
export const readPosition = (cursor: string, filters: string): JournalPosition | undefined => {
  const read = written.safeParse(parsed(cursor));
  if (!read.success || read.data.f !== filters) return undefined;
  const { data } = read;
  const told = { end: data.e, open: data.o };
  return data.s === 'transactions'
    ? { ...told, at: data.s, from: data.t, width: data.w }
    : { ...told, at: data.s, cursor: data.c };
};
