import { present } from '../../kernel/core/assert.ts';
import { Refusal } from '../../kernel/core/problem.ts';
import { type Amount, type Currency, parseAmount } from '../../kernel/values/money.ts';
import { ledgerProblems } from '../contract/problems.ts';
import type { NewTransaction } from '../contract/transaction.ts';
import type { Side } from './entry.ts';

/** What a transaction does to one account in one currency, all its postings netted. `amount` is above zero. */
export interface Leg {
  readonly account: string;
  readonly currency: Currency;
  readonly side: Side;
  readonly amount: bigint;
}

/** Net movements so far, debits below zero, by account and currency, in the order in which they first appear. */
type Net = Map<string, { readonly account: string; readonly currency: Currency; sum: bigint }>;

const add = (net: Net, account: string, currency: Currency, change: bigint): void => {
  // Neither ids nor currencies hold a space.
  const name = `${account} ${currency}`;
  const held = net.get(name);
  if (held === undefined) net.set(name, { account, currency, sum: change });
  else held.sum += change;
};

const currencyOf = (own: Currency | undefined, common: Currency | undefined): Currency =>
  present(own ?? common, 'the contract gives every line a currency');

const addPostings = (net: Net, body: NewTransaction): void => {
  for (const [index, { from, to, amount, currency }] of (body.postings ?? []).entries()) {
    if (from === to) {
      const errors = [{ pointer: `/postings/${index}/to`, detail: 'The same account as from.' }];
      throw new Refusal(ledgerProblems['same-account'], 'A posting goes from one account to another.', errors);
    }
    const minor = parseAmount(amount);
    const unit = currencyOf(currency, body.currency);
    add(net, from, unit, -minor);
    add(net, to, unit, minor);
  }
};

const signed = (amount: Amount, side: Side): bigint => (side === 'debit' ? -parseAmount(amount) : parseAmount(amount));

const addEntries = (net: Net, body: NewTransaction): void => {
  const sums = new Map<Currency, bigint>();
  for (const { account, direction, amount, currency } of body.entries ?? []) {
    const change = signed(amount, direction);
    const unit = currencyOf(currency, body.currency);
    add(net, account, unit, change);
    sums.set(unit, (sums.get(unit) ?? 0n) + change);
  }
  for (const sum of sums.values()) {
    if (sum === 0n) continue;
    throw new Refusal(ledgerProblems.unbalanced, 'The debits and credits of one currency differ.');
  }
};

/**
 * The movements of a transaction, netted, in the order in which their accounts first appear. Postings balance by themselves.
 *
 * @throws Refusal `same-account` for an account that pays itself, `unbalanced`, then `same-account` for one that nets to zero
 */
export const legsOf = (body: NewTransaction): readonly Leg[] => {
  const net: Net = new Map();
  if (body.postings === undefined) addEntries(net, body);
  else addPostings(net, body);
  const legs: Leg[] = [];
  for (const { account, currency, sum } of net.values()) {
    if (sum === 0n) throw new Refusal(ledgerProblems['same-account'], 'An account of the transaction nets to zero.');
    const side = sum < 0n ? 'debit' : 'credit';
    legs.push({ account, currency, side, amount: sum < 0n ? -sum : sum });
  }
  return legs;
};
