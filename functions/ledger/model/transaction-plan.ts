import { assert } from '../../kernel/core/assert.ts';
import { Refusal } from '../../kernel/core/problem.ts';
import type { Currency } from '../../kernel/values/money.ts';
import { parseTime } from '../../kernel/values/time.ts';
import { ledgerProblems } from '../contract/problems.ts';
import type { NewTransaction } from '../contract/transaction.ts';
import type { Line } from './entry.ts';
import { type Leg, legsOf } from './leg.ts';
import { isSystem } from './made-transaction.ts';

/** What a transaction does to one customer's account. */
export interface Move {
  readonly account: string;
  /** Those of its legs. An account has one currency, so a move in two is never possible, and its line stands for the first. */
  readonly currencies: readonly Currency[];
  readonly line: Line;
}

/** A transaction to be made: all that it will write, given nothing but the request, its id and the time. */
export interface TransactionPlan {
  readonly id: string;
  /** When it is made, in ms. */
  readonly at: number;
  readonly body: NewTransaction;
  /** The transaction that this one reverses. */
  readonly reverses: string | undefined;
  readonly pending: boolean;
  readonly expiresAt: number | undefined;
  readonly effectiveAt: number | undefined;
  /** System accounts included. */
  readonly legs: readonly Leg[];
  /** One for each customer's account, in the order in which they appear. */
  readonly moves: readonly Move[];
}

const MIN_HOLD_MS = 1_000;
const MAX_HOLD_MS = 400 * 24 * 3_600_000;

const timeOf = (text: string | null | undefined): number | undefined => {
  if (text === null || text === undefined) return undefined;
  const ms = parseTime(text);
  assert(ms !== undefined, 'the contract lets only readable times pass');
  return ms;
};

const outOfWindow = (name: string, detail: string): Refusal =>
  new Refusal(ledgerProblems['date-window'], detail, [{ pointer: `/${name}`, detail }]);

const checkTimes = (plan: Pick<TransactionPlan, 'at' | 'pending' | 'expiresAt' | 'effectiveAt'>): void => {
  const { at, pending, expiresAt, effectiveAt } = plan;
  if (effectiveAt !== undefined && (effectiveAt < 0 || effectiveAt > at)) {
    throw outOfWindow('effectiveAt', 'effectiveAt lies between 1970 and now.');
  }
  if (expiresAt === undefined) return;
  if (!pending) throw outOfWindow('expiresAt', 'Only a pending transaction expires.');
  if (expiresAt < at + MIN_HOLD_MS || expiresAt > at + MAX_HOLD_MS) {
    throw outOfWindow('expiresAt', 'expiresAt lies from 1 second to 400 days ahead.');
  }
};

const lineOf = (leg: Leg, id: string, at: number, pending: boolean, effectiveAt: number | undefined): Line => {
  const amount = pending ? 0n : leg.amount;
  const held = pending ? leg.amount : 0n;
  const line = { transactionId: id, side: leg.side, amount, pending: held, at };
  return effectiveAt === undefined ? line : { ...line, effectiveAt };
};

/** A customer's account stands once, even where its legs are in two currencies: it is one item of the store. */
const movesOf = (legs: readonly Leg[], line: (leg: Leg) => Line): readonly Move[] => {
  const moves: Move[] = [];
  for (const leg of legs) {
    if (isSystem(leg.account)) continue;
    const at = moves.findIndex((move) => move.account === leg.account);
    const held = moves[at];
    if (held === undefined) moves.push({ account: leg.account, currencies: [leg.currency], line: line(leg) });
    else moves[at] = { ...held, currencies: [...held.currencies, leg.currency] };
  }
  return moves;
};

/** What is known of a transaction before it is planned. */
export interface NewCommand {
  /** `txn_` and the receipt's id of its key. */
  readonly id: string;
  readonly body: NewTransaction;
  readonly reverses?: string;
}

/**
 * Plans a transaction made at `now`. Pure, and without any account: whether the accounts allow it is asked by the conditions
 * of the commit, which `refusalBy` explains.
 *
 * @throws Refusal `same-account`, `unbalanced`, then `date-window`
 */
export const planTransaction = ({ id, body, reverses }: NewCommand, now: number): TransactionPlan => {
  const legs = legsOf(body);
  const pending = body.pending === true;
  const effectiveAt = timeOf(body.effectiveAt);
  const expiresAt = timeOf(body.expiresAt);
  checkTimes({ at: now, pending, expiresAt, effectiveAt });
  const moves = movesOf(legs, (leg) => lineOf(leg, id, now, pending, effectiveAt));
  return { id, at: now, body, reverses, pending, expiresAt, effectiveAt, legs, moves };
};
