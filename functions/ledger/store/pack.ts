import { throughContention } from '../../kernel/contention.ts';
import { Refusal } from '../../kernel/problem.ts';
import type { Receipt } from '../../kernel/receipt.ts';
import { transact } from '../../kernel/transact.ts';
import { type BatchItem, judge, judgeAtomic, type PackPlan, type Snapshot } from '../model/batch.ts';
import { type ItemAnswer, packAnswers, refusedAnswer } from '../model/batch-answer.ts';
import type { Pack } from '../model/pack.ts';
import { readAccount } from './account-item.ts';
import type { Item } from './attributes.ts';
import { batchGet, nameOf } from './batch-get.ts';
import { commitTransaction } from './commit.ts';
import { accountKey, type Key, transactionKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { askFor, type BatchAsk, type NamedAction, packActions } from './pack-actions.ts';
import { readReceipt } from './receipt-item.ts';

/** Commits of a pack before its items are sent one by one: each that is refused teaches what the next one plans with. */
const MAX_ROUNDS = 5;

type Met = ReadonlyMap<string, Item | undefined>;
const NOTHING_MET: Met = new Map();

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

type Round =
  | { readonly kind: 'committed' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'refused'; readonly met: Met }
  /** No answer came: the commit may have happened, or may happen yet. Its receipts tell, and forbid a second one. */
  | { readonly kind: 'lost'; readonly error: unknown };

const tryCommit = async (store: LedgerStore, actions: readonly NamedAction[]): Promise<Round> => {
  try {
    const outcome = await transact(
      store,
      actions.map(({ action }) => action),
    );
    if (outcome.kind !== 'refused') return outcome;
    const met = [...outcome.met].map(([place, item]) => [actions[place]?.name ?? '', item] as const);
    return { kind: 'refused', met: new Map(met) };
  } catch (error) {
    return { kind: 'lost', error };
  }
};

type Judging = (items: readonly BatchItem[], snapshot: Snapshot | undefined, now: number) => PackPlan;

/** What a round ends with; undefined where another one may do. */
type RoundEnd = readonly ItemAnswer[] | 'given up' | undefined;

/** The rounds of one pack: what each learns, the next one plans with. */
class Rounds {
  readonly #store: LedgerStore;
  readonly #ask: BatchAsk;
  readonly #pack: Pack;
  readonly #judging: Judging;
  #snapshot: Snapshot | undefined;
  #left = MAX_ROUNDS;
  /** Transactions that a round without an answer may have written. */
  readonly #tried = new Set<string>();
  /** Of the last round, where it got no answer. */
  lost: unknown;

  constructor(store: LedgerStore, ask: BatchAsk, pack: Pack, judging: Judging) {
    this.#store = store;
    this.#ask = ask;
    this.#pack = pack;
    this.#judging = judging;
  }

  async next(): Promise<RoundEnd> {
    if (this.#left === 0) return 'given up';
    const now = this.#store.clock.now();
    const plan = await this.#plan(now);
    const answers = packAnswers(plan, this.#ask.requestId);
    const actions = packActions(this.#store, this.#ask, this.#pack.items, plan, answers, now);
    if (actions.length === 0) return answers;
    const outcome = await tryCommit(this.#store, actions);
    if (outcome.kind === 'committed') return answers;
    this.lost = outcome.kind === 'lost' ? outcome.error : undefined;
    if (outcome.kind === 'lost') for (const id of this.#pack.ids) this.#tried.add(id);
    // Somebody else was in the way: that says nothing of the plan, and the deadline bounds it.
    if (outcome.kind === 'busy' && this.#snapshot === undefined) return undefined;
    if (outcome.kind !== 'busy') this.#left -= 1;
    await this.#look(outcome.kind === 'refused' ? outcome.met : NOTHING_MET);
    return undefined;
  }

  async #plan(now: number): Promise<PackPlan> {
    const plan = this.#judging(this.#pack.items, this.#snapshot, now);
    if (!plan.unsure) return plan;
    await this.#look(NOTHING_MET);
    return this.#judging(this.#pack.items, this.#snapshot, now);
  }

  async #look(met: Met): Promise<void> {
    const { tenant, requestId } = this.#ask;
    const { receipts, accounts } = await itemsOf(this.#store, tenant, this.#pack, met);
    const own = (receipt: Receipt) => receipt.requestId === requestId && this.#tried.has(receipt.id);
    this.#snapshot = {
      receipts: new Map(receipts.map((receipt) => [receipt.id, { ...receipt, own: own(receipt) }])),
      accounts: new Map(accounts.map((account) => [account.id, account])),
    };
  }
}

/**
 * Commits a pack in one store transaction. The first round hopes and reads nothing; what a refused one met, and a read of the
 * rest, is what the next one is planned with, culprits left out and held to what was seen. Undefined after `MAX_ROUNDS`.
 *
 * @throws Refusal `conflict` where contention outlasts the deadline; the store's own error where no answer came
 */
const commitPack = async (
  store: LedgerStore,
  ask: BatchAsk,
  pack: Pack,
  judging: Judging,
): Promise<readonly ItemAnswer[] | undefined> => {
  const rounds = new Rounds(store, ask, pack, judging);
  const result = await throughContention(store, ask.deadline, () => rounds.next());
  if (result !== 'given up') return result;
  if (rounds.lost !== undefined) throw rounds.lost;
  return undefined;
};

const refused = (error: unknown, requestId: string): ItemAnswer => {
  if (error instanceof Refusal) return refusedAnswer(error, requestId);
  throw error;
};

/** Items that nothing was done for, and why. What breaks a rule by itself says that. */
const notDone = (pack: Pack, refusal: Refusal, requestId: string): readonly ItemAnswer[] =>
  pack.items.map(({ broken }) => refusedAnswer(broken ?? refusal, requestId));

/** One item as createTransaction would do it. */
const commitAlone = async (store: LedgerStore, ask: BatchAsk, item: BatchItem): Promise<ItemAnswer> => {
  if (item.broken !== undefined) return refusedAnswer(item.broken, ask.requestId);
  try {
    const { status, body } = await commitTransaction(store, askFor(ask, item), item.body);
    return { status, body: String(body) };
  } catch (error) {
    return refused(error, ask.requestId);
  }
};

const commitEach = async (store: LedgerStore, ask: BatchAsk, pack: Pack): Promise<readonly ItemAnswer[]> => {
  const answers: ItemAnswer[] = [];
  for (const item of pack.items) answers.push(await commitAlone(store, ask, item));
  return answers;
};

/** The items of a pack, each answered as if sent alone, in this order. */
export const commitIndependent = async (
  store: LedgerStore,
  ask: BatchAsk,
  pack: Pack,
): Promise<readonly ItemAnswer[]> => {
  try {
    return (await commitPack(store, ask, pack, judge)) ?? (await commitEach(store, ask, pack));
  } catch (error) {
    if (error instanceof Refusal) return notDone(pack, error, ask.requestId);
    throw error;
  }
};

/** All items or none. @throws Refusal `conflict` where others kept changing what it depends on */
export const commitAtomic = (store: LedgerStore, ask: BatchAsk, pack: Pack): Promise<readonly ItemAnswer[]> =>
  throughContention(store, ask.deadline, () => commitPack(store, ask, pack, judgeAtomic));
