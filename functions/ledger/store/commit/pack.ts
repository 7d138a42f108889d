import type { Item } from '../../../kernel/aws/attributes.ts';
import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { transact } from '../../../kernel/aws/transact.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import type { Receipt } from '../../../kernel/idempotency/receipt.ts';
import { type BatchItem, judge, judgeAtomic, notKept, type PackPlan, type Snapshot } from '../../model/batch.ts';
import { type ItemAnswer, packAnswers, refusedAnswer } from '../../model/batch-answer.ts';
import type { Pack } from '../../model/pack.ts';
import { claimsOn, holdersOf } from '../queries/reference-holders.ts';
import { readAccount } from '../table/account-item.ts';
import { batchGet, nameOf } from '../table/batch-get.ts';
import { accountKey, type Key, transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { readReceipt } from '../table/receipt-item.ts';
import { commitTransaction } from './create-transaction.ts';
import { type Freed, freeExpired } from './free-expired.ts';
import { type BatchRequest, type NamedAction, packActions, requestFor } from './pack-actions.ts';
import { isOpen, type Known, type Met, NOTHING_MET, nextRound, nothingKnown, type Round } from './pack-round.ts';

/** Commits of a pack before its items are sent one by one: each that is refused teaches what the next one plans with. */
const INDEPENDENT_ROUNDS = 5;
/** An atomic pack has no other way. In practice its deadline comes first. */
const ATOMIC_ROUNDS = 60;

const NO_HOLDERS: ReadonlyMap<string, string> = new Map();

/** All that a pack can depend on: the items that its conditions met, and the others read, strongly consistent. */
const itemsOf = async (store: LedgerStore, tenant: string, pack: Pack, met: Met) => {
  const transactions = [...pack.ids].map((id) => transactionKey(tenant, id));
  const accounts = [...pack.accounts].map((account) => accountKey(tenant, account));
  const open = [...transactions, ...accounts].filter((key) => !met.has(nameOf(key)));
  const read = open.length === 0 ? NOTHING_MET : await batchGet(store, open);
  const existing = (keys: readonly Key[]): readonly Item[] =>
    keys.map((key) => met.get(nameOf(key)) ?? read.get(nameOf(key))).filter((item) => item !== undefined);
  return { receipts: existing(transactions).map(readReceipt), accounts: existing(accounts).map(readAccount) };
};

/** Who carries the references that the pack is to claim. */
const holdersFor = async (
  store: LedgerStore,
  tenant: string,
  { claims }: Pack,
): Promise<ReadonlyMap<string, string>> => {
  if (claims.size === 0) return NO_HOLDERS;
  const [carried, claimed] = await Promise.all([
    holdersOf(store, tenant, claims),
    claimsOn(store, tenant, [...claims.keys()]),
  ]);
  return new Map([...carried, ...claimed]);
};

/** The same with a snapshot of the store as it is now. */
const looking = async (
  store: LedgerStore,
  request: BatchRequest,
  pack: Pack,
  known: Known,
  met: Met,
): Promise<Known> => {
  const { receipts, accounts } = await itemsOf(store, request.tenant, pack, met);
  const own = (receipt: Receipt) => isOpen(known) && receipt.requestId === request.requestId;
  const snapshot: Snapshot = {
    receipts: new Map(receipts.map((receipt) => [receipt.id, { ...receipt, own: own(receipt) }])),
    accounts: new Map(accounts.map((account) => [account.id, account])),
    holders: await holdersFor(store, request.tenant, pack),
  };
  return { ...known, snapshot };
};

const tryCommit = async (store: LedgerStore, actions: readonly NamedAction[]): Promise<Round> => {
  try {
    const outcome = await transact(
      store,
      actions.map(({ action }) => action),
    );
    if (outcome.kind !== 'refused') return outcome;
    const met = [...outcome.conflicts].map(([place, item]) => [actions[place]?.name ?? '', item] as const);
    return { kind: 'refused', met: new Map(met) };
  } catch (error) {
    return { kind: 'lost', error };
  }
};

type Judging = (items: readonly BatchItem[], snapshot: Snapshot | undefined, now: number) => PackPlan;

/** What the rounds of a pack end with: its answers, or only that others were in the way each time. */
type PackEnd =
  | { readonly kind: 'answered'; readonly answers: readonly ItemAnswer[] }
  | { readonly kind: 'spent'; readonly known: Known };

const outcomeOpen = (): Refusal =>
  new Refusal(common.unavailable, 'An attempt got no answer, so the outcome is open. Send it again with the same key.');

/**
 * Commits a pack in one store transaction. The first round hopes and reads nothing; what a refused one met, and a read of the
 * rest, is what the next one is planned with, culprits left out and held to what was seen.
 *
 * @throws Refusal where contention outlasts the deadline; the store's own error where it gives no answer
 */
const commitPack = async (
  store: LedgerStore,
  request: BatchRequest,
  pack: Pack,
  judging: Judging,
  rounds: number,
): Promise<PackEnd> => {
  let known = nothingKnown(rounds);
  let freed: Freed | undefined;
  const round = async (): Promise<PackEnd | undefined> => {
    const now = store.clock.now();
    if (pack.claims.size > 0 && known.snapshot === undefined)
      known = await looking(store, request, pack, known, NOTHING_MET);
    let plan = judging(pack.items, known.snapshot, now);
    if (plan.unsure) {
      known = await looking(store, request, pack, known, NOTHING_MET);
      plan = judging(pack.items, known.snapshot, now);
    }
    if (plan.held.size > 0 && freed?.released !== 0) {
      freed = await freeExpired(store, request, plan.held);
      if (freed.released > 0) {
        known = await looking(store, request, pack, known, NOTHING_MET);
        return undefined;
      }
    }
    if (freed?.isLeft === true) plan = notKept(plan);
    const answers = packAnswers(plan, request.requestId);
    const actions = packActions(store, request, pack.items, plan, answers, now);
    if (actions.length === 0) return { kind: 'answered', answers };
    const next = nextRound(known, await tryCommit(store, actions));
    if (next.kind === 'done') return { kind: 'answered', answers };
    if (next.kind === 'failed') throw next.error;
    if (next.kind === 'spent') return next;
    known = next.look === undefined ? next.known : await looking(store, request, pack, next.known, next.look);
    return undefined;
  };
  try {
    return await retryOnConflict(store, request.deadline, round);
  } catch (error) {
    throw error instanceof Refusal && isOpen(known) ? outcomeOpen() : error;
  }
};

const refused = (error: unknown, requestId: string): ItemAnswer => {
  if (error instanceof Refusal) return refusedAnswer(error, requestId);
  throw error;
};

/** The items of a pack that was not answered, and why. What breaks a rule by itself says that. */
const refusedAll = (pack: Pack, refusal: Refusal, requestId: string): readonly ItemAnswer[] =>
  pack.items.map(({ broken }) => refusedAnswer(broken ?? refusal, requestId));

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

const commitEach = async (store: LedgerStore, request: BatchRequest, pack: Pack): Promise<readonly ItemAnswer[]> => {
  const answers: ItemAnswer[] = [];
  for (const item of pack.items) answers.push(await commitAlone(store, request, item));
  return answers;
};

/** The items of a pack, each answered as if sent alone, in this order. */
export const commitIndependent = async (
  store: LedgerStore,
  request: BatchRequest,
  pack: Pack,
): Promise<readonly ItemAnswer[]> => {
  try {
    const end = await commitPack(store, request, pack, judge, INDEPENDENT_ROUNDS);
    return end.kind === 'answered' ? end.answers : await commitEach(store, request, pack);
  } catch (error) {
    if (error instanceof Refusal) return refusedAll(pack, error, request.requestId);
    throw error;
  }
};

/** All items or none. @throws Refusal `conflict` where others kept changing what it depends on, `unavailable` where it is open */
export const commitAtomic = async (
  store: LedgerStore,
  request: BatchRequest,
  pack: Pack,
): Promise<readonly ItemAnswer[]> => {
  const end = await commitPack(store, request, pack, judgeAtomic, ATOMIC_ROUNDS);
  if (end.kind === 'answered') return end.answers;
  if (isOpen(end.known)) throw outcomeOpen();
  throw new Refusal(common.conflict, 'Others kept changing what the batch depends on. Retry with the same keys.');
};
