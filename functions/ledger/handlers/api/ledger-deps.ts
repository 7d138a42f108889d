import type { Cursors } from '../../../kernel/cursor.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';

/** Everything outside of themselves that the ledger's stories use. */
export interface LedgerDeps extends LedgerStore {
  /** Signs and reads the cursors of lists. */
  readonly cursors: Cursors;
}
