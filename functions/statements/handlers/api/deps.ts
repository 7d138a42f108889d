import type { AskDomain } from '../../../kernel/aws/ask-domain.ts';
import type { Budgeting } from '../../../kernel/http/budgeted.ts';
import type { StatementsStore } from '../../store/table/statements-store.ts';

/** Everything outside of themselves that the route handlers of the API use. */
export interface StatementsDeps extends StatementsStore {
  /** What each tenant may ask for; undefined where nothing is held to a budget. */
  readonly budgeting: Budgeting | undefined;
  /** The ledger's API, in the name of a tenant. */
  readonly ask: AskDomain;
  readonly codeVersion: string;
}
