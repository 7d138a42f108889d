import { present } from '../../../kernel/core/assert.ts';
import { type CivilDate, parseCivilDate } from '../../../kernel/values/civil-date.ts';
import type { StatementOfFile } from './bank-file.ts';

type Json = Readonly<Record<string, unknown>>;
const amountOut = (amount: bigint | undefined): string | undefined =>
  amount === undefined ? undefined : String(amount);
const amountIn = (text: unknown): bigint | undefined => (typeof text === 'string' ? BigInt(text) : undefined);
const textIn = (text: unknown): string | undefined => (typeof text === 'string' ? text : undefined);
const dayIn = (text: unknown): CivilDate => present(parseCivilDate(String(text)), 'a statement has days');

export const statementsOut = (statements: readonly StatementOfFile[]): string =>
  JSON.stringify(
    statements.map((one) => ({ ...one, opening: amountOut(one.opening), closing: amountOut(one.closing) })),
  );

const pageIn = (page: unknown): StatementOfFile['page'] => {
  if (typeof page !== 'object' || page === null) return undefined;
  const { of, number, last } = page as Json;
  return { of: String(of), number: Number(number), last: last === true };
};

/** What `statementsOut` wrote. */
export const statementsIn = (text: string): readonly StatementOfFile[] =>
  (JSON.parse(text) as readonly Json[]).map((one) => ({
    account: String(one.account),
    currency: String(one.currency),
    identity: String(one.identity),
    from: dayIn(one.from),
    to: dayIn(one.to),
    opening: amountIn(one.opening),
    closing: amountIn(one.closing),
    lines: Number(one.lines),
    createdAt: textIn(one.createdAt),
    page: pageIn(one.page),
    notifies: one.notifies === true,
  }));
