import type { Budgeting } from '../../../kernel/http/budgeted.ts';
import type { Cursors } from '../../../kernel/http/cursor.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';

/** Everything outside of themselves that the ledger's route handlers use. */
export interface LedgerDeps extends LedgerStore {
  /** Signs and reads the cursors of lists. */
  readonly cursors: Cursors;
  /** What each tenant may ask for; undefined where this deployment sets no budget. */
  readonly budgeting?: Budgeting | undefined;
}
