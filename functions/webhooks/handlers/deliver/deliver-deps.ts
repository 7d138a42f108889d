import type { QueueDeps } from '../../../kernel/queue.ts';
import type { Recent } from '../../../kernel/recent.ts';
import type { Seen } from '../../model/health.ts';
import type { Job, Lane } from '../../model/job.ts';
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
  /** How each endpoint was seen last: saves requests, and is believed for moments only. */
  readonly seen: Recent<Seen>;
}

const nameOf = ({ tenant, endpoint }: Job): string => `${tenant}#${endpoint}`;

export const recall = ({ seen }: DeliverDeps, job: Job): Seen | undefined => seen.get(nameOf(job));
export const remember = ({ seen }: DeliverDeps, job: Job, { health, at }: Seen): void =>
  seen.set(nameOf(job), { health, at });
