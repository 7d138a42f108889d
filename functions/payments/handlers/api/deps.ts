import type { Budgeting } from '../../../kernel/http/budgeted.ts';
import type { Cursors } from '../../../kernel/http/cursor.ts';
import type { ReadClientFile } from '../../model/client-file.ts';
import type { Rails } from '../../model/rails.ts';
import type { AskLedger } from '../../store/commit/ledger.ts';
import type { Objects } from '../../store/jobs/files/objects.ts';
import type { PaymentsStore } from '../../store/table/payments-store.ts';

/** What the route handlers of every function behind the gateway use outside of themselves. */
export interface ApiDeps extends PaymentsStore {
  /** What each tenant may ask for; undefined where nothing is held to a budget. */
  readonly budgeting: Budgeting | undefined;
  readonly cursors: Cursors;
  readonly rails: Rails;
}

/** Of payments themselves: `book` is paid in the answer. */
export interface PaymentsDeps extends ApiDeps {
  readonly ask: AskLedger;
}

/** Of batches: a client's own file is read by another function. */
export interface BatchesDeps extends ApiDeps {
  readonly readClientFile: ReadClientFile;
}

/** Of the back office: where files lie. */
export interface BackOfficeDeps extends ApiDeps {
  readonly outbox: Objects;
  readonly inbox: Objects;
}
