import { givenEffectiveAt, isSystem, type MadeTransaction } from './made-transaction.ts';
import type { FoldLine } from './system-fold.ts';

/** What a receipt says of a system account in one currency. */
export interface SystemLine {
  readonly account: string;
  readonly currency: string;
  readonly line: FoldLine;
}

/** Posted amount and change of what is held, for an amount of the transaction as it was made. */
const effect = (made: MadeTransaction, held: bigint, resolves: boolean): readonly [bigint, bigint] => {
  if (!resolves) return made.state === 'pending' ? [0n, held] : [held, 0n];
  if (made.state !== 'posted') return [0n, -held];
  // Set exactly for a hold with one posting, where every entry is of the same amount.
  const part = made.postedAmount;
  return [part === undefined || part === null ? held : BigInt(part), -held];
};

/**
 * The lines of a successful receipt on system accounts, which no money transaction touches. `resolves` tells the receipt of a
 * hold that was posted, voided or expired from that of the transaction itself.
 */
export const systemLines = (
  receipt: { readonly id: string; readonly at: number },
  made: MadeTransaction,
  resolves: boolean,
): readonly SystemLine[] => {
  const effectiveAt = givenEffectiveAt(made);
  return made.entries
    .filter(({ account }) => isSystem(account))
    .map(({ account, currency, direction, amount: digits }) => {
      const [amount, pending] = effect(made, BigInt(digits), resolves);
      const line = { transactionId: made.id, receiptId: receipt.id, side: direction, amount, pending, at: receipt.at };
      return { account, currency, line: effectiveAt === undefined ? line : { ...line, effectiveAt } };
    });
};
