import type { Item } from '../../../kernel/aws/attributes.ts';
import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { transact } from '../../../kernel/aws/transact.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import type { Receipt } from '../../../kernel/idempotency/receipt.ts';
import { type BatchItem, type ChunkPlan, judge, judgeAtomic, notKept, type Snapshot } from '../../model/batch.ts';
import { chunkAnswers, type ItemAnswer, refusedAnswer } from '../../model/batch-answer.ts';
import type { BulkChunk } from '../../model/bulk-chunk.ts';
import { claimsOn, holdersOf } from '../queries/reference-holders.ts';
import { readAccount } from '../table/account-item.ts';
import { batchGet, nameOf } from '../table/batch-get.ts';
import { accountKey, type Key, transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { readReceipt } from '../table/receipt-item.ts';
import { type BatchRequest, chunkActions, type NamedAction, requestFor } from './chunk-actions.ts';
import {
  type ChunkState,
  type CommitAttempt,
  type ConflictsByName,
  initialState,
  isOpen,
  NO_CONFLICTS,
  nextAttempt,
} from './chunk-state.ts';
import { commitTransaction } from './create-transaction.ts';
import { type Freed, freeExpired } from './free-expired.ts';

/** Commits of a chunk before its items are sent one by one. Each that is refused tells what the next one plans with. */
const INDEPENDENT_ATTEMPTS = 5;
/** An atomic chunk has no other way. In practice its deadline comes first. */
const ATOMIC_ATTEMPTS = 60;

const NO_HOLDERS: ReadonlyMap<string, string> = new Map();

/** All items that a chunk can depend on: those of the conflicts, and the others by a strongly consistent read. */
const itemsOf = async (store: LedgerStore, tenant: string, chunk: BulkChunk, conflicts: ConflictsByName) => {
  const transactions = [...chunk.ids].map((id) => transactionKey(tenant, id));
  const accounts = [...chunk.accounts].map((account) => accountKey(tenant, account));
  const open = [...transactions, ...accounts].filter((key) => !conflicts.has(nameOf(key)));
  const read = open.length === 0 ? NO_CONFLICTS : await batchGet(store, open);
  const existing = (keys: readonly Key[]): readonly Item[] =>
    keys.map((key) => conflicts.get(nameOf(key)) ?? read.get(nameOf(key))).filter((item) => item !== undefined);
  return { receipts: existing(transactions).map(readReceipt), accounts: existing(accounts).map(readAccount) };
};

/** Who carries the references that the chunk is to claim. */
const holdersFor = async (
  store: LedgerStore,
  tenant: string,
  { claims }: BulkChunk,
): Promise<ReadonlyMap<string, string>> => {
  if (claims.size === 0) return NO_HOLDERS;
  const [carried, claimed] = await Promise.all([
    holdersOf(store, tenant, claims),
    claimsOn(store, tenant, [...claims.keys()]),
  ]);
  return new Map([...carried, ...claimed]);
};

/** The same with a snapshot of the store as it is now. */
const withSnapshot = async (
  store: LedgerStore,
  request: BatchRequest,
  chunk: BulkChunk,
  state: ChunkState,
  conflicts: ConflictsByName,
): Promise<ChunkState> => {
  const { receipts, accounts } = await itemsOf(store, request.tenant, chunk, conflicts);
  const own = (receipt: Receipt) => isOpen(state) && receipt.requestId === request.requestId;
  const snapshot: Snapshot = {
    receipts: new Map(receipts.map((receipt) => [receipt.id, { ...receipt, own: own(receipt) }])),
    accounts: new Map(accounts.map((account) => [account.id, account])),
    holders: await holdersFor(store, request.tenant, chunk),
  };
  return { ...state, snapshot };
};

const tryCommit = async (store: LedgerStore, actions: readonly NamedAction[]): Promise<CommitAttempt> => {
  try {
    const outcome = await transact(
      store,
      actions.map(({ action }) => action),
    );
    if (outcome.kind !== 'refused') return outcome;
    const conflicts = [...outcome.conflicts].map(([place, item]) => [actions[place]?.name ?? '', item] as const);
    return { kind: 'refused', conflicts: new Map(conflicts) };
  } catch (error) {
    return { kind: 'lost', error };
  }
};

type Judging = (items: readonly BatchItem[], snapshot: Snapshot | undefined, now: number) => ChunkPlan;

/** What the attempts of a chunk end with: its answers, or only that others were in the way each time. */
type ChunkEnd =
  | { readonly kind: 'answered'; readonly answers: readonly ItemAnswer[] }
  | { readonly kind: 'spent'; readonly state: ChunkState };

const outcomeOpen = (): Refusal =>
  new Refusal(common.unavailable, 'An attempt got no answer, so the outcome is open. Send it again with the same key.');

/**
 * Commits a chunk in one store transaction. The first attempt is optimistic and reads nothing. After a refused one the items of its
 * conflicts and a read of the rest plan the next: without the items that are at fault, and on the condition of what was read.
 *
 * @throws Refusal where contention outlasts the deadline; the store's own error where it gives no answer
 */
const commitChunk = async (
  store: LedgerStore,
  request: BatchRequest,
  chunk: BulkChunk,
  judging: Judging,
  attempts: number,
): Promise<ChunkEnd> => {
  let state = initialState(attempts);
  let freed: Freed | undefined;
  const attempt = async (): Promise<ChunkEnd | undefined> => {
    const now = store.clock.now();
    if (chunk.claims.size > 0 && state.snapshot === undefined)
      state = await withSnapshot(store, request, chunk, state, NO_CONFLICTS);
    let plan = judging(chunk.items, state.snapshot, now);
    if (plan.unsure) {
      state = await withSnapshot(store, request, chunk, state, NO_CONFLICTS);
      plan = judging(chunk.items, state.snapshot, now);
    }
    if (plan.held.size > 0 && freed?.released !== 0) {
      freed = await freeExpired(store, request, plan.held);
      if (freed.released > 0) {
        state = await withSnapshot(store, request, chunk, state, NO_CONFLICTS);
        return undefined;
      }
    }
    if (freed?.isLeft === true) plan = notKept(plan);
    const answers = chunkAnswers(plan, request.requestId);
    const actions = chunkActions(store, request, chunk.items, plan, answers, now);
    if (actions.length === 0) return { kind: 'answered', answers };
    const next = nextAttempt(state, await tryCommit(store, actions));
    if (next.kind === 'done') return { kind: 'answered', answers };
    if (next.kind === 'failed') throw next.error;
    if (next.kind === 'spent') return next;
    state = next.look === undefined ? next.state : await withSnapshot(store, request, chunk, next.state, next.look);
    return undefined;
  };
  try {
    return await retryOnConflict(store, request.deadline, attempt);
  } catch (error) {
    throw error instanceof Refusal && isOpen(state) ? outcomeOpen() : error;
  }
};

const refused = (error: unknown, requestId: string): ItemAnswer => {
  if (error instanceof Refusal) return refusedAnswer(error, requestId);
  throw error;
};

/** The items of a chunk that was not answered, and why. What breaks a rule by itself says that. */
const refusedAll = (chunk: BulkChunk, refusal: Refusal, requestId: string): readonly ItemAnswer[] =>
  chunk.items.map(({ broken }) => refusedAnswer(broken ?? refusal, requestId));

/** One item as createTransaction would do it. */
const commitAlone = async (store: LedgerStore, request: BatchRequest, item: BatchItem): Promise<ItemAnswer> => {
  if (item.broken !== undefined) return refusedAnswer(item.broken, request.requestId);
  try {
    const { status, body, headers } = await commitTransaction(store, requestFor(request, item), item.body);
    return { status, body: String(body), ...(headers?.['idempotency-replayed'] === 'true' ? { replayed: true } : {}) };
  } catch (error) {
    return refused(error, request.requestId);
  }
};

const commitEach = async (
  store: LedgerStore,
  request: BatchRequest,
  chunk: BulkChunk,
): Promise<readonly ItemAnswer[]> => {
  const answers: ItemAnswer[] = [];
  for (const item of chunk.items) answers.push(await commitAlone(store, request, item));
  return answers;
};

/** The items of a chunk, each answered as if sent alone, in this order. */
export const commitIndependent = async (
  store: LedgerStore,
  request: BatchRequest,
  chunk: BulkChunk,
): Promise<readonly ItemAnswer[]> => {
  try {
    const end = await commitChunk(store, request, chunk, judge, INDEPENDENT_ATTEMPTS);
    return end.kind === 'answered' ? end.answers : await commitEach(store, request, chunk);
  } catch (error) {
    if (error instanceof Refusal) return refusedAll(chunk, error, request.requestId);
    throw error;
  }
};

/** All items or none. @throws Refusal `conflict` where others kept changing what it depends on, `unavailable` where it is open */
export const commitAtomic = async (
  store: LedgerStore,
  request: BatchRequest,
  chunk: BulkChunk,
): Promise<readonly ItemAnswer[]> => {
  const end = await commitChunk(store, request, chunk, judgeAtomic, ATOMIC_ATTEMPTS);
  if (end.kind === 'answered') return end.answers;
  if (isOpen(end.state)) throw outcomeOpen();
  throw new Refusal(common.conflict, 'Others kept changing what the batch depends on. Retry with the same keys.');
};
