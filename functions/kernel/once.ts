import { type AttributeValue, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Ask, receiptOf } from './ask.ts';
import { assert, present } from './assert.ts';
import type { Reply } from './call.ts';
import { throughContention } from './contention.ts';
import type { Dynamo } from './dynamodb.ts';
import type { Chance, Clock } from './ports.ts';
import { problemBody, Refusal } from './problem.ts';
import { type Receipt, replay } from './receipt.ts';
import { type Met, transact } from './transact.ts';

type Item = Readonly<Record<string, AttributeValue>>;

/** A domain's table, and the ports through which it is worked on. */
export interface OnceStore {
  readonly dynamo: Dynamo;
  readonly table: string;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Kept in each receipt: which release gave the answer. */
  readonly codeVersion: string;
}

/** How a domain writes a receipt as attributes, and reads the whole item of one. */
export interface ReceiptForm {
  readonly write: (receipt: Receipt) => Item;
  readonly read: (item: Item) => Receipt;
}

/** A request that claims its key: for whom, and the item that belongs to who is first. */
export interface Claim {
  readonly store: OnceStore;
  readonly form: ReceiptForm;
  readonly ask: Ask;
  /** The primary key of the receipt. */
  readonly home: Item;
}

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

/** Plans from strongly consistent reads, or throws the refusal that they show. `attempt` counts from 0. */
export type Plan = (attempt: number) => Promise<Effect>;

/** The receipt at `home`, strongly consistent; undefined where its key was never used. */
export const findReceipt = async (
  { dynamo, table }: Pick<OnceStore, 'dynamo' | 'table'>,
  form: ReceiptForm,
  home: Item,
): Promise<Receipt | undefined> => {
  const read = new GetItemCommand({ TableName: table, Key: { ...home }, ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item === undefined ? undefined : form.read(item);
};

const found = ({ store, form, home }: Claim): Promise<Receipt | undefined> => findReceipt(store, form, home);

/** Puts the receipt of an answer where there is none; the one that is there already comes back with the failed condition. */
export const puttingReceipt = (
  { store, form, ask, home }: Claim,
  answer: Pick<Receipt, 'status' | 'body' | 'at'>,
  beside?: Item,
): TransactWriteItem => ({
  Put: {
    TableName: store.table,
    Item: { ...home, ...form.write(receiptOf(ask, answer, store.codeVersion)), ...beside },
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** The stored answer; without the mark of a replay where this very request wrote it and its answer was lost on the way. */
const answerFrom = ({ ask }: Claim, receipt: Receipt): Reply => {
  const reply = replay(receipt, ask.fingerprint);
  return receipt.requestId === ask.requestId ? { status: reply.status, body: reply.body } : reply;
};

/** The receipt is the first action of the store's transaction, the effect's own follow. */
const refusalOf = ({ refusal }: Effect, met: Met): Refusal | undefined =>
  typeof refusal === 'function' ? refusal(new Map([...met].map(([place, item]) => [place - 1, item]))) : refusal;

const commit = async (claim: Claim, effect: Effect): Promise<Reply | Refusal | undefined> => {
  const put = puttingReceipt(claim, effect, effect.beside);
  const outcome = await transact(claim.store, [put, ...effect.actions]).catch(async (error: unknown) => {
    // The answer was lost, not necessarily the commit: the receipt knows.
    const receipt = await found(claim);
    if (receipt === undefined) throw error;
    return { kind: 'known' as const, receipt };
  });
  switch (outcome.kind) {
    case 'committed':
      return { status: effect.status, body: effect.body };
    case 'busy':
      return undefined;
    case 'known':
      return answerFrom(claim, outcome.receipt);
    case 'refused':
      if (!outcome.met.has(0)) return refusalOf(effect, outcome.met);
      return answerFrom(claim, claim.form.read(present(outcome.met.get(0), 'a receipt in the way comes back')));
  }
};

/** Puts a refusal on record, or finds what is on record already. Undefined where a transaction is in the way. */
const recordRefusal = async (claim: Claim, refusal: Refusal): Promise<Reply | undefined> => {
  const { problem, message, errors } = refusal;
  const body = JSON.stringify(problemBody(problem, message, claim.ask.requestId, errors));
  const at = claim.store.clock.now();
  const recorded = await commit(claim, { status: problem.status, body, at, actions: [] });
  assert(!(recorded instanceof Refusal), 'recording a refusal is refused by its own key alone');
  return recorded;
};

/** A refusal that depends on state is stored under its key; any other is only thrown, unless the key has an answer already. */
const refuse = async (claim: Claim, refusal: Refusal): Promise<Reply | undefined> => {
  if (refusal.problem.stored) return recordRefusal(claim, refusal);
  const receipt = await found(claim);
  if (receipt !== undefined) return answerFrom(claim, receipt);
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

const attemptOnce = async (claim: Claim, plan: Plan, attempt: number): Promise<Reply | undefined> => {
  const effect = await planned(plan, attempt);
  const result = effect instanceof Refusal ? effect : await commit(claim, effect);
  return result instanceof Refusal ? refuse(claim, result) : result;
};

/**
 * Does what `plan` says exactly once for its key, together with the receipt, in one store transaction; a repeat gets the
 * stored answer byte for byte. Conflicts are retried with full jitter inside the deadline. A refusal too is put on record by a
 * transaction, of one action: a role that may write within transactions alone needs no other right.
 *
 * @throws Refusal `idempotency-key-reused`, `conflict`, or what `plan` throws of the refusals that are not stored
 */
export const once = (claim: Claim, plan: Plan): Promise<Reply> =>
  throughContention(claim.store, claim.ask.deadline, (attempt) => attemptOnce(claim, plan, attempt));
