import type { Cursors } from '../../../kernel/cursor.ts';
import type { TargetPolicy } from '../../model/target.ts';
import type { Resolve } from '../../store/resolve.ts';
import type { SecretOf } from '../../store/secrets.ts';
import type { WebhooksStore } from '../../store/webhooks-store.ts';

/** Everything outside of themselves that the stories of the API use. */
export interface WebhooksDeps extends WebhooksStore {
  readonly cursors: Cursors;
  readonly secretOf: SecretOf;
  readonly policy: TargetPolicy;
  readonly resolve: Resolve;
}
