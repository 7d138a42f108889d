import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { n, s } from '../../../kernel/aws/attributes.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { idempotentRequest, type KeyedCall, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { webhookProblems } from '../../contract/problems.ts';
import type { Delivery } from '../../model/delivery.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import { jobOf, type Message } from '../../model/job.ts';
import { expiry, jobKey, type Key, TABLE } from '../../store/table/keys.ts';
import type { WebhooksDeps } from './deps.ts';

/** An outbox item has done its work once the stream has shown it; a day leaves time to look at it. */
const KEPT_DAYS = 1;

export const assertEnabled = ({ enabled }: Endpoint): void => {
  if (!enabled) throw new Refusal(webhookProblems['webhook-endpoint-disabled'], 'Enable the endpoint first.');
};

/** Puts a message into the transaction that gives it its reason: the stream carries it to the queue. */
const asking = (deps: WebhooksDeps, key: Key, message: Message): TransactWriteItem => ({
  Put: {
    TableName: deps.table,
    Item: {
      ...key,
      job: s(JSON.stringify(message)),
      [TABLE.timeToLive]: n(expiry(deps.clock.now(), KEPT_DAYS)),
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** Asks for an attempt. */
export const askingForAttempt = (deps: WebhooksDeps, call: KeyedCall, delivery: Delivery): TransactWriteItem =>
  asking(deps, jobKey(delivery.tenant, receiptIdOf(idempotentRequest(call))), jobOf(delivery));

/** Asks to wake what waits for an endpoint, once for each of its revisions. */
export const askingToRevive = (deps: WebhooksDeps, { tenant, id, revision }: Endpoint): TransactWriteItem =>
  asking(deps, jobKey(tenant, `${id}.${revision}`), { tenant, revive: id });
