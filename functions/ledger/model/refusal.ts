import { common } from '../../kernel/core/common-problems.ts';
import { type Fault, type Problem, Refusal } from '../../kernel/core/problem.ts';
import { ledgerProblems } from '../contract/problems.ts';
import { type Account, outgoing, UNLIMITED } from './account.ts';
import { headroomChange } from './account-change.ts';
import type { Line } from './entry.ts';
import type { Move, TransactionPlan } from './transaction-plan.ts';

/**
 * Why accounts refuse, in order of precedence: what no waiting will change stands before what may pass. If two accounts refuse for
 * the same reason, the answer names the one that the transaction names first.
 */
const PRECEDENCE = [
  { problem: ledgerProblems['account-not-found'], detail: 'The account does not exist.' },
  { problem: ledgerProblems['account-closed'], detail: 'The account is closed.' },
  { problem: ledgerProblems['account-frozen'], detail: 'The account is frozen.' },
  { problem: ledgerProblems['currency-mismatch'], detail: 'The account holds another currency.' },
  { problem: ledgerProblems['insufficient-funds'], detail: 'The account has not that much available.' },
  { problem: common['amount-too-large'], detail: 'The balance would pass 10^27 minor units.' },
] as const satisfies readonly { readonly problem: Problem; readonly detail: string }[];

const rank = (problem: Problem): number => PRECEDENCE.findIndex((one) => one.problem === problem);
const ALLOWED = PRECEDENCE.length;

/** Where in `PRECEDENCE` the account refuses the move; `ALLOWED` where it does not. */
const refusedAt = (account: Account | undefined, { currencies, line }: Move): number => {
  if (account === undefined) return rank(ledgerProblems['account-not-found']);
  if (account.status === 'closed') return rank(ledgerProblems['account-closed']);
  if (account.status === 'frozen') return rank(ledgerProblems['account-frozen']);
  if (currencies.some((one) => one !== account.currency)) return rank(ledgerProblems['currency-mismatch']);
  const headroom = line.side === 'debit' ? account.debitHeadroom : account.creditHeadroom;
  const taken = headroomChange(line);
  if (headroom + (line.side === 'debit' ? taken.debitHeadroom : taken.creditHeadroom) >= 0n) return ALLOWED;
  const near = line.side === outgoing(account.normal) && account.overdraft !== UNLIMITED;
  return rank(near ? ledgerProblems['insufficient-funds'] : common['amount-too-large']);
};

/** Another transaction carries the reference of one that is to be its only one: no waiting will change it, so it stands first. */
export const referenceTaken = (): Refusal => {
  const detail = 'Another transaction carries this reference already.';
  return new Refusal(ledgerProblems['reference-exists'], detail, [{ pointer: '/reference', detail }]);
};

/** The reference that a transaction is to be the only one to carry. */
export const claimedBy = ({ reference, uniqueReference }: TransactionPlan['body']): string | undefined =>
  uniqueReference === true ? reference : undefined;

/** The first line of the request that names the account. A reversal's lines are not the client's: there is none. */
const placeOf = ({ body, reverses }: TransactionPlan, account: string): string | undefined => {
  if (reverses !== undefined) return undefined;
  const posting = (body.postings ?? []).findIndex(({ from, to }) => from === account || to === account);
  if (posting >= 0) return `/postings/${posting}/${body.postings?.[posting]?.from === account ? 'from' : 'to'}`;
  const entry = (body.entries ?? []).findIndex((one) => one.account === account);
  return entry >= 0 ? `/entries/${entry}/account` : undefined;
};

/** A refusal, and the account whose state is the reason for it. */
export interface RefusedBy {
  readonly refusal: Refusal;
  readonly account: string;
  /** True where the account lacks funds that it has, but holds: were its holds released, it would allow the transaction. */
  readonly isHeld: boolean;
}

/** Whether the account would have the headroom if nothing of it were held on that side. */
const wouldAllow = (account: Account | undefined, line: Line): boolean => {
  if (account === undefined) return false;
  const taken = headroomChange(line);
  return line.side === 'debit'
    ? account.debitHeadroom + account.pendingDebits + taken.debitHeadroom >= 0n
    : account.creditHeadroom + account.pendingCredits + taken.creditHeadroom >= 0n;
};

const refusedBy = (
  plan: TransactionPlan,
  { account, line }: Move,
  reason: number,
  found: Account | undefined,
): RefusedBy => {
  const { problem, detail } = PRECEDENCE[reason] ?? PRECEDENCE[0];
  const pointer = placeOf(plan, account);
  const errors: readonly Fault[] = pointer === undefined ? [] : [{ pointer, detail }];
  const isHeld = problem === ledgerProblems['insufficient-funds'] && wouldAllow(found, line);
  return { refusal: new Refusal(problem, detail, errors), account, isHeld };
};

/**
 * Which refusal the accounts have for a transaction, by `PRECEDENCE`; undefined where they allow it. `accountOf` answers
 * undefined for an account that does not exist. Accounts that are known to allow it may be left out by `asked`, as after a
 * commit, which names those whose condition failed.
 */
export const refusalBy = (
  plan: TransactionPlan,
  accountOf: (account: string) => Account | undefined,
  asked: (account: string) => boolean = () => true,
): RefusedBy | undefined => {
  let first: number = ALLOWED;
  let by: Move | undefined;
  for (const move of plan.moves) {
    if (!asked(move.account)) continue;
    const at = refusedAt(accountOf(move.account), move);
    if (at >= first) continue;
    first = at;
    by = move;
  }
  return by === undefined ? undefined : refusedBy(plan, by, first, accountOf(by.account));
};
