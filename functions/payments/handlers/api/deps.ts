import type { Budgeting } from '../../../kernel/http/budgeted.ts';
import type { Cursors } from '../../../kernel/http/cursor.ts';
import type { Rails } from '../../model/rails.ts';
import type { AskLedger } from '../../store/commit/ledger.ts';
import type { Objects } from '../../store/jobs/files/objects.ts';
import type { PaymentsStore } from '../../store/table/payments-store.ts';

/** Everything outside of themselves that the stories of the API use. */
export interface PaymentsDeps extends PaymentsStore {
  /** What each tenant may ask for; undefined where nothing is held to a budget. */
  readonly budgeting: Budgeting | undefined;
  readonly cursors: Cursors;
  readonly ask: AskLedger;
  readonly rails: Rails;
  readonly outbox: Objects;
  readonly inbox: Objects;
}
