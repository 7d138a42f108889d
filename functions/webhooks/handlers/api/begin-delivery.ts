import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { Refusal } from '../../../kernel/problem.ts';
import { webhookProblems } from '../../contract/problems.ts';
import type { Delivery } from '../../model/delivery.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import { jobOf } from '../../model/job.ts';
import { n, s } from '../../store/attributes.ts';
import { expiry, jobKey, TABLE } from '../../store/keys.ts';
import { type Keyed, receiptIdOf } from '../../store/once.ts';
import type { WebhooksDeps } from './webhooks-deps.ts';

/** An outbox item has done its work once the stream has shown it; a day leaves time to look at it. */
const KEPT_DAYS = 1;

export const assertEnabled = ({ enabled }: Endpoint): void => {
  if (!enabled) throw new Refusal(webhookProblems['webhook-endpoint-disabled'], 'Enable the endpoint first.');
};

/** Asks for an attempt in the transaction that makes it due: the stream carries it to the queue. */
export const askingForAttempt = (deps: WebhooksDeps, call: Keyed, delivery: Delivery): TransactWriteItem => ({
  Put: {
    TableName: deps.table,
    Item: {
      ...jobKey(delivery.tenant, receiptIdOf(call)),
      job: s(JSON.stringify(jobOf(delivery))),
      [TABLE.timeToLive]: n(expiry(deps.clock.now(), KEPT_DAYS)),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});
