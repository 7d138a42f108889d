import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { transact } from '../../../kernel/aws/transact.ts';
import { type Envelope, TooManyHops } from '../../../kernel/triggers/envelope.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';
import { findEndpoint, updating } from './endpoints.ts';
import { outboxPut } from './outbox.ts';

export interface Disabling {
  readonly tenant: string;
  readonly endpoint: string;
  readonly reason: 'gone' | 'failing';
  readonly delivery: string;
  readonly cause: Envelope;
  readonly deadline: number;
  /** Told of a chain of causes that is a loop: the endpoint is disabled all the same, and nobody hears of it. */
  readonly onLoop: (error: TooManyHops) => void;
}

const telling = (store: WebhooksStore, next: Endpoint, { delivery, cause, onLoop }: Disabling): TransactWriteItem[] => {
  try {
    return [outboxPut(store, next, delivery, cause)];
  } catch (error) {
    if (!(error instanceof TooManyHops)) throw error;
    onLoop(error);
    return [];
  }
};

/** Disables an endpoint and says so, in one transaction, once; nothing where it is gone or disabled already. */
export const disableEndpoint = (store: WebhooksStore, asked: Disabling): Promise<boolean> =>
  retryOnConflict(store, asked.deadline, async () => {
    const endpoint = await findEndpoint(store, asked.tenant, asked.endpoint);
    if (endpoint === undefined || !endpoint.enabled) return false;
    const next = { ...endpoint, enabled: false, disabledReason: asked.reason, revision: endpoint.revision + 1 };
    const outcome = await transact(store, [updating(store, next), ...telling(store, next, asked)]);
    return outcome.kind === 'committed' ? true : undefined;
  });
