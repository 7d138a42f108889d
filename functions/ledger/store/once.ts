import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { assert, present } from '../../kernel/assert.ts';
import type { Call, Reply } from '../../kernel/call.ts';
import { throughContention } from '../../kernel/contention.ts';
import type { Operation } from '../../kernel/operation.ts';
import { problemBody, Refusal } from '../../kernel/problem.ts';
import { RECEIPT_FORMAT, type Receipt, receiptId, replay } from '../../kernel/receipt.ts';
import { transact } from '../../kernel/transact.ts';
import type { Item } from './attributes.ts';
import { type Key, receiptKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { readReceipt, receiptItem } from './receipt-item.ts';

/** One request with a key, as far as its receipt remembers it. */
export interface Ask {
  readonly tenant: string;
  readonly operation: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly actor: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

export const askOf = (call: Call<Operation>): Ask => ({
  tenant: call.caller.tenant,
  operation: call.operation.operationId,
  key: present(call.key, 'the pipeline requires the key of an operation that moves state'),
  fingerprint: call.fingerprint,
  actor: call.caller.clientId,
  requestId: call.requestId,
  deadline: call.deadline,
});

/** What an operation is about to do, and what it then answers. */
export interface Effect {
  readonly status: number;
  /** The answer, verbatim: it is stored, and every repeat gets it again. */
  readonly body: string;
  /** When it happened, in ms. */
  readonly at: number;
  readonly actions: readonly TransactWriteItem[];
  /** Attributes of the receipt's item beside the receipt. */
  readonly beside?: Item;
  /**
   * What a failed condition means: one refusal, or the one that the items met explain, by the place of their action. Without
   * it, or where it has none, the operation is planned anew, from what is there then.
   */
  readonly refusal?: Refusal | ((met: Met) => Refusal | undefined);
}

/** At the place of each of `actions` whose condition failed, the item that it met: undefined where there was none. */
export type Met = ReadonlyMap<number, Item | undefined>;

/** Plans from strongly consistent reads, or throws the refusal that they show. `attempt` counts from 0. */
export type Plan = (attempt: number) => Promise<Effect>;

/** Where the receipt of `ask` stands, unless the operation keeps it elsewhere (transactions are receipts themselves). */
export const receiptHome = (ask: Ask): Key => receiptKey(ask.tenant, receiptId(ask.tenant, ask.operation, ask.key));

type Answer = Pick<Receipt, 'status' | 'body' | 'at'>;

/** The receipt of an answer, but for the id, which is in its item's key. */
export const receiptOf = (store: LedgerStore, ask: Ask, answer: Answer): Omit<Receipt, 'id'> => ({
  operation: ask.operation,
  key: ask.key,
  fingerprint: ask.fingerprint,
  status: answer.status,
  body: answer.body,
  at: answer.at,
  actor: ask.actor,
  requestId: ask.requestId,
  codeVersion: store.codeVersion,
  format: RECEIPT_FORMAT,
});

/** The stored answer; without the mark of a replay where this very request wrote it and its answer was lost on the way. */
const answerFrom = (item: Item, ask: Ask): Reply => {
  const receipt = readReceipt(item);
  const reply = replay(receipt, ask.fingerprint);
  return receipt.requestId === ask.requestId ? { status: reply.status, body: reply.body } : reply;
};

const stored = async (store: LedgerStore, home: Key): Promise<Item | undefined> => {
  const read = new GetItemCommand({ TableName: store.table, Key: { ...home }, ConsistentRead: true });
  return (await store.dynamo.send(read)).Item;
};

/** Puts a receipt where there is none; the one that is there already comes back with the failed condition. */
export const putOnce = (store: LedgerStore, item: Item): TransactWriteItem => ({
  Put: {
    TableName: store.table,
    Item: { ...item },
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** The receipt is the first action of the store's transaction, the effect's own follow. */
const refusalOf = ({ refusal }: Effect, met: Met): Refusal | undefined =>
  typeof refusal === 'function' ? refusal(new Map([...met].map(([place, item]) => [place - 1, item]))) : refusal;

const commit = async (
  store: LedgerStore,
  ask: Ask,
  home: Key,
  effect: Effect,
): Promise<Reply | Refusal | undefined> => {
  const receipt = receiptItem(home, receiptOf(store, ask, effect));
  const put = putOnce(store, { ...receipt, ...effect.beside });
  const outcome = await transact(store, [put, ...effect.actions]).catch(async (error: unknown) => {
    // The answer was lost, not necessarily the commit: the receipt knows.
    const item = await stored(store, home);
    if (item === undefined) throw error;
    return { kind: 'refused' as const, met: new Map([[0, item]]) };
  });
  if (outcome.kind === 'committed') return { status: effect.status, body: effect.body };
  if (outcome.kind === 'busy') return undefined;
  const item = outcome.met.get(0);
  return item === undefined ? refusalOf(effect, outcome.met) : answerFrom(item, ask);
};

/**
 * Puts a refusal on record, or finds what is on record already. Undefined where a transaction is in the way. A transaction of
 * one, since the API may write in no other way.
 */
const recordRefusal = async (store: LedgerStore, ask: Ask, home: Key, refusal: Refusal): Promise<Reply | undefined> => {
  const { problem, message, errors } = refusal;
  const body = JSON.stringify(problemBody(problem, message, ask.requestId, errors));
  const effect = { status: problem.status, body, at: store.clock.now(), actions: [] };
  const recorded = await commit(store, ask, home, effect);
  assert(!(recorded instanceof Refusal), 'recording a refusal is refused by its own key alone');
  return recorded;
};

/** A refusal that depends on state is stored under its key; any other is only thrown, unless the key has an answer already. */
const refuse = async (store: LedgerStore, ask: Ask, home: Key, refusal: Refusal): Promise<Reply | undefined> => {
  if (refusal.problem.stored) return recordRefusal(store, ask, home, refusal);
  const item = await stored(store, home);
  if (item !== undefined) return answerFrom(item, ask);
  throw refusal;
};

const planned = async (plan: Plan, attempt: number): Promise<Effect | Refusal> => {
  try {
    return await plan(attempt);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

const attemptOnce = async (store: LedgerStore, ask: Ask, home: Key, plan: Plan, attempt: number) => {
  const effect = await planned(plan, attempt);
  const result = effect instanceof Refusal ? effect : await commit(store, ask, home, effect);
  return result instanceof Refusal ? refuse(store, ask, home, result) : result;
};

/**
 * Does what `plan` says exactly once for its key, together with the receipt, in one store transaction; a repeat gets the
 * stored answer byte for byte. Conflicts are retried with full jitter inside the deadline.
 *
 * @throws Refusal `idempotency-key-reused`, `conflict`, or what `plan` throws of the refusals that are not stored
 */
export const once = (store: LedgerStore, ask: Ask, plan: Plan, home: Key = receiptHome(ask)): Promise<Reply> =>
  throughContention(store, ask.deadline, (attempt) => attemptOnce(store, ask, home, plan, attempt));

/** The receipt of a key, strongly consistent; undefined where it was never used. */
export const findReceipt = async (store: LedgerStore, home: Key): Promise<Receipt | undefined> => {
  const item = await stored(store, home);
  return item === undefined ? undefined : readReceipt(item);
};
