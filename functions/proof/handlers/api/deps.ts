import type { AskDomain } from '../../../kernel/aws/ask-domain.ts';
import type { LogKey } from '../../kms/log-key.ts';
import type { ProofStore } from '../../store/table/proof-store.ts';

/** Everything outside of themselves that the route handlers of the API use. */
export interface ProofDeps extends ProofStore {
  /** The ledger's API, in the name of a tenant. */
  readonly ask: AskDomain;
  readonly key: LogKey;
  /** The same under the name of the access log. */
  readonly callKey: LogKey;
  readonly codeVersion: string;
}
