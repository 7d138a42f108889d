import type { Budgeting } from '../../../kernel/http/budgeted.ts';
import type { Cursors } from '../../../kernel/http/cursor.ts';
import type { Resolve } from '../../http-client/resolve.ts';
import type { Known } from '../../model/event-filter.ts';
import type { TargetPolicy } from '../../model/target.ts';
import type { SecretOf } from '../../store/commit/secrets.ts';
import type { WebhooksStore } from '../../store/table/webhooks-store.ts';

/** Everything outside of themselves that the route handlers of the API use. */
export interface WebhooksDeps extends WebhooksStore {
  readonly cursors: Cursors;
  readonly secretOf: SecretOf;
  /** What each tenant may change and ask for; undefined where nothing is held to a budget. */
  readonly budgeting: Budgeting | undefined;
  readonly policy: TargetPolicy;
  readonly resolve: Resolve;
  /** The types of all public events of this deployment. */
  readonly eventTypes: Known;
}
