import * as z from 'zod';
import type { Entry, Receipt } from './books.ts';

/** An entry that a receipt says there must be. */
export interface ExpectedLine extends Pick<Entry, 'transactionId' | 'direction' | 'amount' | 'pending' | 'at'> {
  readonly account: string;
  readonly currency: string;
  readonly effectiveAt: string;
}

/** As the ledger writes amounts; who is audited may write anything. */
const DIGITS = /^\d{1,28}$/;

const made = z.looseObject({
  id: z.string(),
  state: z.enum(['posted', 'pending', 'voided', 'expired']),
  effectiveAt: z.string().nullish(),
  postedAmount: z.string().regex(DIGITS).nullish(),
  entries: z.array(
    z.looseObject({
      account: z.string(),
      direction: z.enum(['debit', 'credit']),
      amount: z.string().regex(DIGITS),
      currency: z.string(),
    }),
  ),
});
export type Made = z.infer<typeof made>;

/** Operations whose receipts say that a hold was resolved. */
const RESOLVING: ReadonlySet<string> = new Set(['postTransaction', 'voidTransaction', 'expireHold']);

/** What a receipt moved; undefined where it moved nothing. */
export const movedBy = (receipt: Receipt): { readonly made: Made; readonly resolves: boolean } | undefined => {
  const resolves = RESOLVING.has(receipt.operation);
  if (receipt.status >= 300 || !(resolves || receipt.id.startsWith('txn_'))) return undefined;
  let answer: unknown;
  try {
    answer = JSON.parse(receipt.answer);
  } catch {
    return undefined;
  }
  const read = made.safeParse(answer);
  return read.success ? { made: read.data, resolves } : undefined;
};

const effect = (of: Made, resolves: boolean, held: bigint): readonly [bigint, bigint] => {
  if (!resolves) return of.state === 'pending' ? [0n, held] : [held, 0n];
  if (of.state !== 'posted') return [0n, -held];
  return [of.postedAmount === undefined || of.postedAmount === null ? held : BigInt(of.postedAmount), -held];
};

/** Every line that receipts say. */
export const linesOf = (receipts: readonly Receipt[]): readonly ExpectedLine[] =>
  receipts.flatMap((receipt) => {
    const moved = movedBy(receipt);
    if (moved === undefined) return [];
    return moved.made.entries.map(({ account, currency, direction, amount: digits }) => {
      const [amount, pending] = effect(moved.made, moved.resolves, BigInt(digits));
      const effectiveAt = moved.made.effectiveAt ?? receipt.at;
      return {
        account,
        currency,
        transactionId: moved.made.id,
        direction,
        amount,
        pending,
        at: receipt.at,
        effectiveAt,
      };
    });
  });

/** All of a line that its entry has to have, as one text. */
export const lineName = (line: Omit<Entry, 'version' | 'before' | 'after'>): string =>
  [line.transactionId, line.direction, line.amount, line.pending, line.at, line.effectiveAt].join(' ');
