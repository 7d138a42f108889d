import type { CivilDate } from '../../functions/kernel/values/civil-date.ts';
import type { Break, LedgerItem, Match } from '../../functions/statements/model/matching/items.ts';
import { matchAll, WINDOWS } from '../../functions/statements/model/matching/matcher.ts';
import {
  around,
  bankItem,
  type Joined,
  joined,
} from '../../functions/statements/model/reconciliation/bank-statements.ts';
import { breaksWithin, type Proof, prove } from '../../functions/statements/model/reconciliation/proof.ts';
import type { NamedLine, TakenStatement } from '../../functions/statements/model/reconciliation/taken-statement.ts';
import type { Api } from '../client/api.ts';
import { CommandFailure, WrongUse } from '../client/problem-error.ts';
import { readLedgerAccount } from '../statement/account-entries.ts';
import { readLedgerSide } from './ledger-items.ts';

export interface Reconciliation {
  readonly account: string;
  readonly bankAccount: string;
  readonly currency: string;
  readonly joined: Joined;
  readonly matches: readonly Match[];
  readonly breaks: readonly Break[];
  /** Undefined where the bank states no balance. */
  readonly proof: Proof | undefined;
  readonly complete: boolean;
  readonly lineOf: (id: string) => NamedLine | undefined;
  readonly entryOf: (id: string) => LedgerItem | undefined;
}

/** The statements of one account of the bank. @throws WrongUse where the files have several and none is said */
const ofOneAccount = (all: readonly TakenStatement[], said: string | undefined): readonly TakenStatement[] => {
  const accounts = [...new Set(all.map(({ account }) => account))];
  const account = said ?? (accounts.length === 1 ? accounts[0] : undefined);
  if (account === undefined)
    throw accounts.length === 0
      ? new CommandFailure('The files hold neither a line nor a balance.')
      : new WrongUse(`The files hold the accounts ${accounts.join(', ')}: say one with --bank-account.`);
  const found = all.filter((one) => one.account === account);
  if (found.length === 0)
    throw new CommandFailure(`The files hold nothing of ${account}; they hold ${accounts.join(', ')}.`);
  return found;
};

const daysOf = (statements: readonly TakenStatement[]): { readonly from: CivilDate; readonly to: CivilDate } => {
  const from = statements.map((one) => one.from).toSorted()[0];
  const to = statements
    .map((one) => one.to)
    .toSorted()
    .at(-1);
  if (from === undefined || to === undefined) throw new CommandFailure('The files hold neither a line nor a balance.');
  return { from, to };
};

/** Holds the statements of a bank against the account of the ledger that mirrors the bank's. Changes nothing. */
export const reconcile = async (
  api: Api,
  accountId: string,
  taken: readonly TakenStatement[],
  bankAccount?: string,
): Promise<Reconciliation> => {
  const all = joined(ofOneAccount(taken, bankAccount));
  const [first] = all.statements;
  const { from, to } = daysOf(all.statements);
  const account = await readLedgerAccount(api, accountId, first?.currency);
  const foreign = all.statements.find(({ currency }) => currency !== account.currency);
  if (foreign !== undefined)
    throw new CommandFailure(`A statement is in ${foreign.currency}, and ${accountId} in ${account.currency}.`);
  const ledger = await readLedgerSide(api, account, around(from, to, WINDOWS.late));
  const bank = all.lines.filter(({ line }) => line.amount !== 0n).map(bankItem);
  const outcomes = [...matchAll(bank, ledger.items)];
  const decided = { outcomes, bank, ledger: ledger.items };
  const [opening, closing] = [first?.opening, all.statements.at(-1)?.closing];
  const balances = { from, to, ledgerOpening: ledger.balanceBefore(from), ledgerClosing: ledger.balanceAt(to) };
  const lines = new Map(all.lines.map((one) => [one.id, one]));
  const entries = new Map(ledger.items.map((one) => [one.id, one]));
  return {
    account: accountId,
    bankAccount: first?.account ?? '',
    currency: account.currency,
    joined: all,
    matches: outcomes.filter((one) => one.kind === 'match'),
    breaks: breaksWithin({ from, to }, decided),
    proof:
      opening === undefined || closing === undefined
        ? undefined
        : prove({ ...balances, bankOpening: opening, bankClosing: closing }, decided),
    complete: ledger.complete,
    lineOf: (id) => lines.get(id),
    entryOf: (id) => entries.get(id),
  };
};
