import { type AttributeValue, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Dynamo } from '../aws/dynamodb.ts';
import { retryOnConflict } from '../aws/retry-on-conflict.ts';
import { type Conflicts, transact } from '../aws/transact.ts';
import { assert, present } from '../core/assert.ts';
import type { Reply } from '../core/call.ts';
import type { Clock, Random } from '../core/ports.ts';
import { problemBody, Refusal } from '../core/problem.ts';
import { type IdempotentRequest, receiptIdOf, receiptOf } from './idempotent-request.ts';
import { type Receipt, replay } from './receipt.ts';

type Item = Readonly<Record<string, AttributeValue>>;

/** A domain's table, and the ports through which it is worked on. */
export interface IdempotencyStore {
  readonly dynamo: Dynamo;
  readonly table: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Kept in each receipt: which release gave the answer. */
  readonly codeVersion: string;
}

/** How a domain writes a receipt as attributes, and reads the whole item of one. */
export interface ReceiptForm {
  readonly write: (receipt: Receipt) => Item;
  readonly read: (item: Item) => Receipt;
}

/** Where a domain keeps its receipts, and in which form. */
export interface Receipts {
  readonly form: ReceiptForm;
  /** The primary key of the receipt with an id of `receiptId`. */
  readonly keyOf: (tenant: string, receipt: string) => Item;
}

/** A request that claims its key: the item that belongs to who is first. */
interface Claim {
  readonly store: IdempotencyStore;
  readonly form: ReceiptForm;
  readonly request: IdempotentRequest;
  /** The primary key of the receipt. */
  readonly receiptKey: Item;
}

/** The claim of a request. `receiptKey` where its receipt stands elsewhere: a transaction of the ledger is its own receipt. */
const claimOf = (
  store: IdempotencyStore,
  { form, keyOf }: Receipts,
  request: IdempotentRequest,
  receiptKey: Item = keyOf(request.tenant, receiptIdOf(request)),
): Claim => ({ store, form, request, receiptKey: { ...receiptKey } });

/** What an operation is about to do, and what it then answers. */
export interface Effect {
  readonly status: number;
  /** The answer, verbatim: it is stored, and every repeat gets it again. */
  readonly body: string;
  /** When it happened, in ms. */
  readonly at: number;
  readonly actions: readonly TransactWriteItem[];
  /** Attributes of the receipt's item beside the receipt. */
  readonly extraAttributes?: Item;
}

/** What came of an attempt to commit an effect; neither member where a transaction was in the way. */
export interface Committed {
  /** The answer of the effect, or of the request that had the key first. */
  readonly reply?: Reply;
  /** Nothing was done: the items whose conditions failed, by the index of their action in the effect. */
  readonly conflicts?: Conflicts;
}

/** One `TransactWriteItems` of the receipt and the effect. */
export type Commit = (effect: Effect) => Promise<Committed>;

/**
 * Plans from strongly consistent reads, commits, and explains a conflict. It throws the refusal that reads or conflicts show, and
 * gives undefined to be run again from what is there then. `count` counts attempts from 0.
 */
export type Attempt = (commit: Commit, count: number) => Promise<Reply | undefined>;

/** An effect that says itself what its conflicts mean. */
export interface PlannedEffect extends Effect {
  /** The refusal that the conflicts explain. Without it, or where it has none, the operation is planned anew. */
  readonly refusal?: (conflicts: Conflicts) => Refusal | undefined;
}

/** An attempt that is one plan and one commit. */
export type Plan = (count: number) => Promise<PlannedEffect>;

/** The receipt at `receiptKey`, strongly consistent; undefined where its key was never used. */
export const findReceipt = async (
  { dynamo, table }: Pick<IdempotencyStore, 'dynamo' | 'table'>,
  form: ReceiptForm,
  receiptKey: Item,
): Promise<Receipt | undefined> => {
  const read = new GetItemCommand({ TableName: table, Key: { ...receiptKey }, ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item === undefined ? undefined : form.read(item);
};

const found = ({ store, form, receiptKey }: Claim): Promise<Receipt | undefined> =>
  findReceipt(store, form, receiptKey);

/**
 * Whether a key has its answer. A plan that acts outside of its commit asks this, behind the state that it acts on: what the key did may
 * have been undone since, and would be done again. No answer comes in between: whoever has changed that state since has left a receipt.
 */
export const isAnswered = async (
  store: IdempotencyStore,
  receipts: Receipts,
  request: IdempotentRequest,
): Promise<boolean> => (await found(claimOf(store, receipts, request))) !== undefined;

/** Puts the receipt of an answer where there is none; the one that is there already comes back with the failed condition. */
const puttingReceipt = (
  { store, form, request, receiptKey }: Claim,
  answer: Pick<Receipt, 'status' | 'body' | 'at'>,
  extraAttributes?: Item,
): TransactWriteItem => ({
  Put: {
    TableName: store.table,
    Item: { ...receiptKey, ...form.write(receiptOf(request, answer, store.codeVersion)), ...extraAttributes },
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** A receipt beside the one of its key, for what is done in parts or in bulk. */
export const putReceipt = (
  store: IdempotencyStore,
  receipts: Receipts,
  request: IdempotentRequest,
  receiptKey: Item,
  { extraAttributes, ...answer }: Pick<Receipt, 'status' | 'body' | 'at'> & { readonly extraAttributes?: Item },
): TransactWriteItem => puttingReceipt(claimOf(store, receipts, request, receiptKey), answer, extraAttributes);

/** The stored answer; without the mark of a replay where this very request wrote it and its answer was lost on the way. */
const answerFrom = ({ request }: Claim, receipt: Receipt): Reply => {
  const reply = replay(receipt, request.fingerprint);
  return receipt.requestId === request.requestId ? { status: reply.status, body: reply.body } : reply;
};

/** The receipt is the first action of the store's transaction, the effect's own follow. */
const conflictsOf = (failed: Conflicts): Conflicts => new Map([...failed].map(([index, item]) => [index - 1, item]));

const commitOf =
  (claim: Claim): Commit =>
  async (effect) => {
    const put = puttingReceipt(claim, effect, effect.extraAttributes);
    const outcome = await transact(claim.store, [put, ...effect.actions]).catch(async (error: unknown) => {
      // The answer was lost, not necessarily the commit: the receipt knows.
      const receipt = await found(claim);
      if (receipt === undefined) throw error;
      return { kind: 'known' as const, receipt };
    });
    switch (outcome.kind) {
      case 'committed':
        return { reply: { status: effect.status, body: effect.body } };
      case 'busy':
        return {};
      case 'known':
        return { reply: answerFrom(claim, outcome.receipt) };
      case 'refused':
        if (!outcome.conflicts.has(0)) return { conflicts: conflictsOf(outcome.conflicts) };
        return {
          reply: answerFrom(
            claim,
            claim.form.read(present(outcome.conflicts.get(0), 'a receipt in the way comes back')),
          ),
        };
    }
  };

/** Puts a refusal on record, or finds what is on record already. Undefined where a transaction is in the way. */
const recordRefusal = async (claim: Claim, refusal: Refusal): Promise<Reply | undefined> => {
  const { problem, message, errors } = refusal;
  const body = JSON.stringify(problemBody(problem, message, claim.request.requestId, errors));
  const at = claim.store.clock.now();
  const { reply, conflicts } = await commitOf(claim)({ status: problem.status, body, at, actions: [] });
  assert(conflicts === undefined, 'recording a refusal is refused by its own key alone');
  return reply;
};

/** A refusal that depends on state is stored under its key; any other is only thrown, unless the key has an answer already. */
const refuse = async (claim: Claim, refusal: Refusal): Promise<Reply | undefined> => {
  if (refusal.problem.stored) return recordRefusal(claim, refusal);
  const receipt = await found(claim);
  if (receipt !== undefined) return answerFrom(claim, receipt);
  throw refusal;
};

const tried = async (attempt: Attempt, commit: Commit, count: number): Promise<Reply | undefined | Refusal> => {
  try {
    return await attempt(commit, count);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

/**
 * Runs `attempt` until it answers. What it commits is done exactly once for the key, together with its receipt; a repeat gets the
 * stored answer byte for byte. Conflicts are retried with full jitter inside the deadline. A refusal is stored by a transaction of
 * one action, so that a role which may write within transactions only needs no other right.
 *
 * @param receiptKey the primary key of the receipt, where it is not that of `receipts`
 * @throws Refusal `idempotency-key-reused`, `conflict`, or what `attempt` throws of the refusals that are not stored
 */
export const exactlyOnce = (
  store: IdempotencyStore,
  receipts: Receipts,
  request: IdempotentRequest,
  attempt: Attempt,
  receiptKey?: Item,
): Promise<Reply> => {
  const claim = claimOf(store, receipts, request, receiptKey);
  const commit = commitOf(claim);
  return retryOnConflict(store, request.deadline, async (count) => {
    const result = await tried(attempt, commit, count);
    return result instanceof Refusal ? refuse(claim, result) : result;
  });
};

/** Does what `plan` says exactly once for its key; what is in the way and is no refusal has it planned anew. See `exactlyOnce`. */
export const idempotent = (
  store: IdempotencyStore,
  receipts: Receipts,
  request: IdempotentRequest,
  plan: Plan,
): Promise<Reply> =>
  exactlyOnce(store, receipts, request, async (commit, count) => {
    const { refusal, ...effect } = await plan(count);
    const { reply, conflicts } = await commit(effect);
    const refused = conflicts && refusal?.(conflicts);
    if (refused !== undefined) throw refused;
    return reply;
  });
