import { expect } from '@jest/globals';
import { type Account, headroomOf } from '../../../functions/ledger/model/account.ts';
import { systemLines } from '../../../functions/ledger/model/receipt-lines.ts';
import { moneyReceipt } from '../../../functions/ledger/store/relay/stream-record.ts';
import { readAccount, readAccountLines } from '../../../functions/ledger/store/table/account-item.ts';
import { readTransaction } from '../../../functions/ledger/store/table/transaction-item.ts';
import { expectZeroSum } from '../../support/invariants.ts';
import type { PaperLedger } from './reference-ledger.ts';
import type { Rig } from './rig.ts';

type Item = Parameters<typeof readAccount>[0];
const isAccount = (item: Item): boolean => item.sk?.S === 'A';
const BOUND = 10n ** 27n;

const add = (sums: Map<string, bigint>, name: string, by: bigint): void => {
  sums.set(name, (sums.get(name) ?? 0n) + by);
};

/** Invariants 3 to 5: at every committed version, the account is the fold of its lines and no room is below zero. */
const checkCommits = (rig: Rig): void => {
  const before = new Map<string, Account>();
  for (const item of rig.dynamo.commits.flat().filter(isAccount)) {
    const account = readAccount(item);
    const lines = readAccountLines(item);
    const earlier = before.get(account.id);
    expect(account.version).toBe((earlier?.version ?? 0) + lines.length);
    const total = (side: string, of: 'amount' | 'pending') =>
      lines.reduce((sum, line) => (line.side === side ? sum + line[of] : sum), 0n);
    expect(account.debits).toBe((earlier?.debits ?? 0n) + total('debit', 'amount'));
    expect(account.credits).toBe((earlier?.credits ?? 0n) + total('credit', 'amount'));
    expect(account.pendingDebits).toBe((earlier?.pendingDebits ?? 0n) + total('debit', 'pending'));
    expect(account.pendingCredits).toBe((earlier?.pendingCredits ?? 0n) + total('credit', 'pending'));
    const { debitHeadroom, creditHeadroom } = headroomOf(account, account.normal, account.overdraft);
    expect([account.debitHeadroom, account.creditHeadroom]).toEqual([debitHeadroom, creditHeadroom]);
    expect(
      [debitHeadroom, creditHeadroom, account.pendingDebits, account.pendingCredits].every((one) => one >= 0n),
    ).toBe(true);
    expect(account.credits - account.debits <= BOUND && account.debits - account.credits <= BOUND).toBe(true);
    before.set(account.id, account);
  }
};

/** Invariants 1, 2 and 8, from the receipts alone: all balance, and accounts hold and have what they say. */
const checkReceipts = (rig: Rig): void => {
  const posted = new Map<string, bigint>();
  const held = new Map<string, bigint>();
  for (const item of [...rig.dynamo.items.values()].filter((one) => one.sk?.S === 'T')) {
    const { receipt, state, postedAmount } = readTransaction(item);
    if (receipt.status >= 400) continue;
    const sums = new Map<string, bigint>();
    for (const { account, direction, amount, currency } of JSON.parse(receipt.body).entries) {
      const sign = direction === 'debit' ? -1n : 1n;
      expect(amount).toMatch(/^[1-9][0-9]*$/);
      add(sums, currency, sign * BigInt(amount));
      if (!account.startsWith('@')) expect(rig.account(account)?.currency).toBe(currency);
      if (state === 'pending') add(held, `${account} ${direction}`, BigInt(amount) - (postedAmount ?? 0n));
      const moved = postedAmount ?? (state === undefined || state === 'posted' ? BigInt(amount) : 0n);
      add(posted, `${account} ${currency}`, sign * moved);
      add(posted, currency, sign * moved);
    }
    for (const sum of sums.values()) expectZeroSum([sum]);
  }
  for (const account of accountsOf(rig)) {
    expect(account.credits - account.debits).toBe(posted.get(`${account.id} ${account.currency}`) ?? 0n);
    expect(account.pendingDebits).toBe(held.get(`${account.id} debit`) ?? 0n);
    expect(account.pendingCredits).toBe(held.get(`${account.id} credit`) ?? 0n);
  }
  for (const currency of ['USD', 'EUR']) expectZeroSum([posted.get(currency) ?? 0n]);
};

export const accountsOf = (rig: Rig): readonly Account[] =>
  [...rig.dynamo.items.values()].filter(isAccount).map(readAccount);

/** Everything that must hold of a ledger whatever was done to it. */
export const checkInvariants = (rig: Rig): void => {
  checkCommits(rig);
  checkReceipts(rig);
};

/** The ledger has what the one on paper has. */
export const checkAgainst = (rig: Rig, paper: PaperLedger): void => {
  for (const { id, currency, ...account } of accountsOf(rig)) {
    expect(account.credits - account.debits).toBe(paper.balance(id, currency));
    expect(account.pendingDebits).toBe(-paper.held(id, currency, 'debit'));
    expect(account.pendingCredits).toBe(paper.held(id, currency, 'credit'));
  }
};

/** What the relay folds system accounts from, receipt by receipt, sums up to what the one on paper has of them. */
export const checkFolds = (rig: Rig, paper: PaperLedger): void => {
  const sums = new Map<string, bigint>();
  for (const item of rig.dynamo.items.values()) {
    if (item.sk?.S !== 'T' && item.sk?.S !== 'R') continue;
    const found = moneyReceipt(item);
    if (found === undefined) continue;
    for (const { account, currency, line } of systemLines(found.receipt, found.made, found.resolves)) {
      add(sums, `${account} ${currency} ${line.side} posted`, line.amount);
      add(sums, `${account} ${currency} ${line.side} held`, line.pending);
    }
  }
  const of = (name: string) => sums.get(name) ?? 0n;
  for (const account of ['@world', '@fees']) {
    for (const currency of ['USD', 'EUR']) {
      const name = `${account} ${currency}`;
      expect(of(`${name} credit posted`) - of(`${name} debit posted`)).toBe(paper.balance(account, currency));
      expect(of(`${name} debit held`)).toBe(-paper.held(account, currency, 'debit'));
      expect(of(`${name} credit held`)).toBe(paper.held(account, currency, 'credit'));
    }
  }
};
