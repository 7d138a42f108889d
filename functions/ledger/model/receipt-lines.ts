import { assert } from '../../kernel/assert.ts';
import { parseTime } from '../../kernel/time.ts';
import type { Side } from './entry.ts';
import type { FoldLine } from './system-fold.ts';

/** What the relay reads of a stored transaction, as it was answered. Unknown members are ignored. */
export interface TransactionBody {
  readonly id: string;
  readonly state: string;
  /** What was posted of a hold with one posting, where that is not all of it. */
  readonly postedAmount?: string | null;
  readonly effectiveAt?: string | null;
  /** Netted per account and currency. */
  readonly entries: readonly {
    readonly account: string;
    readonly direction: Side;
    readonly amount: string;
    readonly currency: string;
  }[];
}

/** What a receipt says of a system account in one currency. */
export interface SystemLine {
  readonly account: string;
  readonly currency: string;
  readonly line: FoldLine;
}

/** Posted amount and change of what is held, for an amount of the transaction as it was made. */
const effect = (body: TransactionBody, held: bigint, resolves: boolean): readonly [bigint, bigint] => {
  if (!resolves) return body.state === 'pending' ? [0n, held] : [held, 0n];
  if (body.state !== 'posted') return [0n, -held];
  const part = body.postedAmount;
  return [part === undefined || part === null ? held : BigInt(part), -held];
};

/**
 * The lines of a successful receipt on system accounts, which no money transaction touches. `resolves` tells the receipt of a
 * hold that was posted, voided or expired from that of the transaction itself.
 */
export const systemLines = (
  receipt: { readonly id: string; readonly at: number },
  body: TransactionBody,
  resolves: boolean,
): readonly SystemLine[] =>
  body.entries
    .filter(({ account }) => account.startsWith('@'))
    .map(({ account, currency, direction, amount: digits }) => {
      const [amount, pending] = effect(body, BigInt(digits), resolves);
      const given = body.effectiveAt ?? undefined;
      const effectiveAt = given === undefined ? undefined : parseTime(given);
      assert((given === undefined) === (effectiveAt === undefined), 'a stored time can be read');
      const line = { transactionId: body.id, receiptId: receipt.id, side: direction, amount, pending, at: receipt.at };
      return { account, currency, line: effectiveAt === undefined ? line : { ...line, effectiveAt } };
    });
