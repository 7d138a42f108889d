import { Refusal } from '../../../kernel/core/problem.ts';
import { addDays, type CivilDate } from '../../../kernel/values/civil-date.ts';
import { parseTime } from '../../../kernel/values/time.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import type { LedgerSide } from '../../model/bank/reconciled.ts';
import { ledgerItem } from '../../model/matching/ledger-item.ts';
import { WINDOWS } from '../../model/matching/matcher.ts';
import { around } from '../../model/reconciliation/bank-statements.ts';
import { type Asking, findLedgerAccount, systemVersions } from '../queries/ledger.ts';
import type { StatementsStore } from '../table/statements-store.ts';
import { readStatement } from './read-statement.ts';
import { toldOf } from './told-transactions.ts';

export const ITEMS_MAX = 50_000;
export const tooLarge = (): Refusal =>
  new Refusal(
    statementProblems['reconciliation-too-large'],
    `There are more than ${ITEMS_MAX} lines or entries up to that day: use folio reconcile.`,
  );

/** The entries of the account that mirrors the bank's, around the days of its statements, by the days of its zone. */
export const ledgerSide = async (
  store: StatementsStore,
  asking: Asking,
  { tenant, account, currency, timeZone }: BankAccount,
  days: { readonly from: CivilDate; readonly to: CivilDate },
  deadline: number,
): Promise<LedgerSide> => {
  const found = await findLedgerAccount(asking, account);
  const { first, last } = around(days.from, days.to, WINDOWS.late);
  const until = Math.min(parseTime(`${addDays(last, 1)}T23:59:59.999Z`) ?? 0, store.clock.now());
  const versions = found?.is === 'own' ? found.versions : await systemVersions(asking, { account, currency }, until);
  const wanted = { account, currency, from: first, to: last, basis: 'effective', zone: timeZone } as const;
  const bounds = { deadline, linesMax: ITEMS_MAX };
  const statement = await readStatement(store, asking, { tenant, account, currency }, wanted, versions, bounds);
  if (statement === undefined) throw tooLarge();
  const { lines, opening, complete } = statement;
  const told = await toldOf(store, asking, account, new Set(lines.map(({ transactionId }) => transactionId)));
  const nothing = { reference: undefined, description: undefined, metadata: {} };
  const items = lines.map(({ transactionId, version, effectiveOn, amount }) =>
    ledgerItem({ transactionId, version, on: effectiveOn, amount }, told.get(transactionId) ?? nothing),
  );
  return { items, opening, complete };
};
