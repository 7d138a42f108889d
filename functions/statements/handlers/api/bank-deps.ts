import type { AskDomain } from '../../../kernel/aws/ask-domain.ts';
import type { Budgeting } from '../../../kernel/http/budgeted.ts';
import type { ReadKeptFile } from '../../model/bank/bank-reading.ts';
import type { BankStore } from '../../store/table/bank-store.ts';

/** Everything outside of themselves that the route handlers of banks use. */
export interface BankDeps extends BankStore {
  readonly budgeting: Budgeting | undefined;
  /** The ledger's API, in the name of a tenant. */
  readonly ask: AskDomain;
  readonly readKept: ReadKeptFile;
}
