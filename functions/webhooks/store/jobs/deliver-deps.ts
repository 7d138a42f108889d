import type { Budgets } from '../../../kernel/aws/budget.ts';
import type { Recent } from '../../../kernel/core/recent.ts';
import type { QueueDeps } from '../../../kernel/triggers/batch-run.ts';
import type { Send } from '../../http-client/send.ts';
import type { Seen } from '../../model/health.ts';
import type { Job, Lane, Message } from '../../model/job.ts';
import type { TargetPolicy } from '../../model/target.ts';
import type { SecretOf } from '../commit/secrets.ts';
import type { PostJobs } from '../relay/job-queues.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';

export interface DeliverDeps extends QueueDeps {
  readonly store: WebhooksStore;
  readonly post: PostJobs;
  readonly secretOf: SecretOf;
  readonly send: Send;
  readonly policy: TargetPolicy;
  readonly lane: Lane;
  /** Runs of this lane that one tenant may have at the same time; undefined where it may have all. */
  readonly tenantRuns: number | undefined;
  /** What a tenant may try at a host that does not answer well. */
  readonly hosts: Pick<Budgets, 'use' | 'charge'>;
  /** How each endpoint was seen last: saves requests, and is believed for moments only. */
  readonly seen: Recent<Seen>;
}

/** Works on some messages of a batch: an error leaves these, and no others, in the queue. Never rejects. */
export type IsolateFailures = (messages: readonly Message[], work: () => Promise<unknown>) => Promise<void>;

/** One run of the function: a batch of a queue. */
export interface DeliverRun extends DeliverDeps {
  readonly isolate: IsolateFailures;
}

const nameOf = ({ tenant, endpoint }: Job): string => `${tenant}#${endpoint}`;

export const recall = ({ seen }: DeliverDeps, job: Job): Seen | undefined => seen.get(nameOf(job));
export const remember = ({ seen }: DeliverDeps, job: Job, { health, at }: Seen): void =>
  seen.set(nameOf(job), { health, at });
