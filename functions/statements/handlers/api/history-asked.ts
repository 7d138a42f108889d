import type { Caller } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { HistoryName } from '../../model/history/kept-entry.ts';
import { type Asking, findLedgerAccount } from '../../store/queries/ledger.ts';
import type { StatementsDeps } from './deps.ts';

interface Asked {
  readonly caller: Caller;
  readonly params: { readonly account: string };
  readonly requestId: string;
}

export interface HistoryAsked {
  readonly asking: Asking;
  readonly name: HistoryName;
  /** How many entries it has; undefined for a system account, which does not say. */
  readonly versions: number | undefined;
}

/** Whose history a call is about, as the ledger has it now. @throws Refusal where it has none, or several */
export const historyAsked = async (
  deps: StatementsDeps,
  { caller, params: { account }, requestId }: Asked,
  currency: string | undefined,
): Promise<HistoryAsked> => {
  const { tenant } = caller;
  const asking = { ask: deps.ask, tenant, requestId };
  const found = await findLedgerAccount(asking, account);
  const currencies = found?.is === 'own' ? [found.currency] : (found?.currencies ?? []);
  if (found === undefined || currencies.length === 0 || (currency !== undefined && !currencies.includes(currency)))
    throw new Refusal(common['not-found'], 'There is no such account, or none in this currency.');
  const one = currency ?? (currencies.length === 1 ? currencies[0] : undefined);
  if (one === undefined)
    throw new Refusal(
      statementProblems['currency-needed'],
      `The account has histories in ${currencies.length} currencies: say one with currency.`,
    );
  const versions = found.is === 'own' ? found.versions : undefined;
  return { asking, name: { tenant, account, currency: one }, versions };
};
