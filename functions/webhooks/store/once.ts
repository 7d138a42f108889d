import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { assert, present } from '../../kernel/assert.ts';
import type { Call, Reply } from '../../kernel/call.ts';
import { throughContention } from '../../kernel/contention.ts';
import type { Operation } from '../../kernel/operation.ts';
import { problemBody, Refusal } from '../../kernel/problem.ts';
import { RECEIPT_FORMAT, type Receipt, receiptId, replay } from '../../kernel/receipt.ts';
import { readReceipt, receiptItem } from '../../kernel/receipt-item.ts';
import { transact } from '../../kernel/transact.ts';
import { receiptKey } from './keys.ts';
import type { WebhooksStore } from './webhooks-store.ts';

/** What the store needs to know of a call that takes a key. */
export type Keyed = Pick<Call<Operation>, 'operation' | 'caller' | 'key' | 'fingerprint' | 'requestId' | 'deadline'>;

/** What an operation is about to do, and what it then answers. */
export interface Effect {
  readonly status: number;
  /** The answer, verbatim: it is stored, and every repeat gets it again. */
  readonly body: string;
  readonly actions: readonly TransactWriteItem[];
  /** What a failed condition means; without it the operation is planned anew, from what is there then. */
  readonly refusal?: Refusal;
}

/** Plans from strongly consistent reads, or throws the refusal that they show. */
export type Plan = () => Promise<Effect>;

/** The id of a call's receipt, which also names the secret that it gives out. */
export const receiptIdOf = ({ caller, operation, key }: Keyed): string =>
  receiptId(caller.tenant, operation.operationId, present(key, 'the pipeline requires the key of this operation'));

/** The receipt of a key, strongly consistent; undefined where it was never used. */
export const findReceipt = async (
  { dynamo, table }: Pick<WebhooksStore, 'dynamo' | 'table'>,
  tenant: string,
  id: string,
): Promise<Receipt | undefined> => {
  const read = new GetItemCommand({ TableName: table, Key: receiptKey(tenant, id), ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item === undefined ? undefined : readReceipt(item);
};

const receiptOf = (store: WebhooksStore, call: Keyed, { status, body }: Effect): Receipt => ({
  id: receiptIdOf(call),
  operation: call.operation.operationId,
  key: present(call.key, 'the pipeline requires the key of this operation'),
  fingerprint: call.fingerprint,
  status,
  body,
  at: store.clock.now(),
  actor: call.caller.clientId,
  requestId: call.requestId,
  codeVersion: store.codeVersion,
  format: RECEIPT_FORMAT,
});

/** The stored answer; without the mark of a replay where this very request wrote it and its answer was lost on the way. */
const answerFrom = (receipt: Receipt, call: Keyed): Reply => {
  const reply = replay(receipt, call.fingerprint);
  return receipt.requestId === call.requestId ? { status: reply.status, body: reply.body } : reply;
};

const commit = async (store: WebhooksStore, call: Keyed, effect: Effect): Promise<Reply | Refusal | undefined> => {
  const { tenant } = call.caller;
  const receipt = receiptOf(store, call, effect);
  const put = {
    Put: {
      TableName: store.table,
      Item: { ...receiptKey(tenant, receipt.id), ...receiptItem(receipt) },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
  const outcome = await transact(store, [put, ...effect.actions]).catch(async (error: unknown) => {
    // The answer was lost, not necessarily the commit: the receipt knows.
    const found = await findReceipt(store, tenant, receipt.id);
    if (found === undefined) throw error;
    return { kind: 'refused' as const, met: new Map([[0, undefined]]) };
  });
  if (outcome.kind === 'committed') return { status: effect.status, body: effect.body };
  if (outcome.kind === 'busy') return undefined;
  if (!outcome.met.has(0)) return effect.refusal;
  return answerFrom(present(await findReceipt(store, tenant, receipt.id), 'a key that is taken has its receipt'), call);
};

/** A refusal that depends on state is stored under its key; any other is only thrown, unless the key has an answer already. */
const refuse = async (store: WebhooksStore, call: Keyed, refusal: Refusal): Promise<Reply | undefined> => {
  const { problem, message, errors } = refusal;
  if (problem.stored) {
    const body = JSON.stringify(problemBody(problem, message, call.requestId, errors));
    const recorded = await commit(store, call, { status: problem.status, body, actions: [] });
    assert(!(recorded instanceof Refusal), 'recording a refusal is refused by its own key alone');
    return recorded;
  }
  const found = await findReceipt(store, call.caller.tenant, receiptIdOf(call));
  if (found !== undefined) return answerFrom(found, call);
  throw refusal;
};

const planned = async (plan: Plan): Promise<Effect | Refusal> => {
  try {
    return await plan();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

/**
 * Does what `plan` says exactly once for its key, together with the receipt, in one store transaction; a repeat gets the
 * stored answer byte for byte. Conflicts are retried with full jitter inside the deadline.
 *
 * @throws Refusal `idempotency-key-reused`, `conflict`, or what `plan` throws of the refusals that are not stored
 */
export const once = (store: WebhooksStore, call: Keyed, plan: Plan): Promise<Reply> =>
  throughContention(store, call.deadline, async () => {
    const effect = await planned(plan);
    const result = effect instanceof Refusal ? effect : await commit(store, call, effect);
    return result instanceof Refusal ? refuse(store, call, result) : result;
  });
