import type { AskDomain } from '../../../kernel/aws/ask-domain.ts';
import type { StatementsStore } from '../../store/table/statements-store.ts';

/** Everything outside of themselves that the stories of the API use. */
export interface StatementsDeps extends StatementsStore {
  /** The ledger's API, in the name of a tenant. */
  readonly ask: AskDomain;
  readonly codeVersion: string;
}
