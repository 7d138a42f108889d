import { assert } from '../../../kernel/core/assert.ts';
import type { Line } from '../../model/entry.ts';

/** One line: id, side, posted amount, pending change, time and, where it was given, effective time. */
type Written = readonly [string, 'd' | 'c', string, string, number, number?];

/**
 * The lines of an account's last update, as compact JSON in its attribute `ls`: with it, each image on the stream tells the
 * relay everything that the entries need. Money stays digits.
 */
export const writeLines = (lines: readonly Line[]): string =>
  JSON.stringify(
    lines.map((line): Written => {
      const side = line.side === 'debit' ? 'd' : 'c';
      const written = [line.transactionId, side, line.amount.toString(), line.pending.toString(), line.at] as const;
      return line.effectiveAt === undefined ? written : [...written, line.effectiveAt];
    }),
  );

/** The inverse. Members past the sixth, of a later form, are ignored. */
export const readLines = (text: string): readonly Line[] => {
  const lines: unknown = JSON.parse(text);
  assert(Array.isArray(lines), 'lines are a list');
  return (lines as readonly Written[]).map(([transactionId, side, amount, pending, at, effectiveAt]) => {
    assert(
      typeof transactionId === 'string' && (side === 'd' || side === 'c'),
      'a line names a transaction and a side',
    );
    const line: Line = {
      transactionId,
      side: side === 'd' ? 'debit' : 'credit',
      amount: BigInt(amount),
      pending: BigInt(pending),
      at,
    };
    return typeof effectiveAt === 'number' ? { ...line, effectiveAt } : line;
  });
};
