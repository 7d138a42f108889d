import type { QueueDeps } from '../../../kernel/queue.ts';
import type { Recent } from '../../../kernel/recent.ts';
import type { Health } from '../../model/health.ts';
import type { Lane } from '../../model/job.ts';
import type { TargetPolicy } from '../../model/target.ts';
import type { PostJobs } from '../../store/jobs.ts';
import type { SecretOf } from '../../store/secrets.ts';
import type { Send } from '../../store/send.ts';
import type { WebhooksStore } from '../../store/webhooks-store.ts';

export interface DeliverDeps extends QueueDeps {
  readonly store: WebhooksStore;
  readonly post: PostJobs;
  readonly secretOf: SecretOf;
  readonly send: Send;
  readonly policy: TargetPolicy;
  readonly lane: Lane;
  /** How each endpoint was seen last: a guess that saves a request, and no more. */
  readonly seen: Recent<Health>;
}
