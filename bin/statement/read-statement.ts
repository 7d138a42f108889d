import type { CivilDate } from '../../functions/kernel/values/civil-date.ts';
import type { Basis } from '../../functions/statements/contract/bases.ts';
import {
  type AccountStatement,
  StatementGathering,
} from '../../functions/statements/model/statement/account-statement.ts';
import type { Api } from '../client/api.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { accountEntries, type LedgerAccount } from './account-entries.ts';

const LINES_MAX = 1_000_000;

export interface Range {
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly basis: Basis;
}

/** A statement of what the account had when it was read. */
export const readStatement = async (
  api: Api,
  account: LedgerAccount,
  range: Range,
  progress: (entries: number) => void,
): Promise<AccountStatement> => {
  const wanted = { account: account.id, currency: account.currency, ...range };
  const gathering = new StatementGathering(wanted, LINES_MAX);
  let read = 0;
  for await (const { version, signed } of accountEntries(api, account)) {
    if (!gathering.add(version, signed))
      throw new CommandFailure(`These days have more than ${LINES_MAX} lines: ask for fewer of them.`);
    read += 1;
    if (read % 1_000 === 0) progress(read);
  }
  return gathering.statement(account.versions);
};
