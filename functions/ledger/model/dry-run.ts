import { present } from '../../kernel/core/assert.ts';
import { formatBalance } from '../../kernel/values/money.ts';
import type { DryRunView } from '../contract/transaction.ts';
import { type Account, available } from './account.ts';
import { applyLine } from './account-change.ts';
import { posted } from './entry-history.ts';
import { refusalBy } from './refusal.ts';
import { answerHead } from './transaction-answer.ts';
import type { TransactionPlan } from './transaction-plan.ts';

const NOT_KNOWN = { balanceAfter: null, availableAfter: null } as const;

/**
 * The transaction as it would be, with each account's balance after; it has no effect. Balances of system accounts are folded
 * later, so they are not told.
 *
 * @throws Refusal that the transaction would get
 */
export const dryRunOf = (plan: TransactionPlan, accountOf: (account: string) => Account | undefined): DryRunView => {
  const refused = refusalBy(plan, accountOf);
  if (refused !== undefined) throw refused.refusal;
  const lines = new Map(plan.moves.map(({ account, line }) => [account, line]));
  const after = (name: string) => {
    const line = lines.get(name);
    if (line === undefined) return NOT_KNOWN;
    const account = applyLine(present(accountOf(name), 'an account that allowed it exists'), line);
    const headroom = available(account);
    return {
      balanceAfter: formatBalance(posted(account, account.normal)),
      availableAfter: headroom === undefined ? null : formatBalance(headroom),
    };
  };
  return {
    id: null,
    ...answerHead(plan),
    entries: plan.legs.map(({ account, side, amount, currency }) => ({
      account,
      direction: side,
      amount: formatBalance(amount),
      currency,
      ...after(account),
    })),
  };
};
