import { common } from '../../kernel/core/common-problems.ts';
import { passing, Refusal } from '../../kernel/core/problem.ts';
import type { Receipt } from '../../kernel/idempotency/receipt.ts';
import { ledgerProblems } from '../contract/problems.ts';
import type { NewTransaction } from '../contract/transaction.ts';
import type { Account } from './account.ts';
import { type AccountChange, addMove, applyLine } from './account-change.ts';
import { claimedBy, referenceTaken, refusalBy } from './refusal.ts';
import { planTransaction, type TransactionPlan } from './transaction-plan.ts';

/** One transaction of a batch, before anything is known of the store. */
export interface BatchItem {
  readonly key: string;
  /** The transaction's id, which its key gives it. */
  readonly id: string;
  readonly fingerprint: string;
  readonly body: NewTransaction;
  /** The rule that it breaks by itself. It then uses no key. */
  readonly broken: Refusal | undefined;
}

/** The answer that a key has. */
export interface KnownReceipt extends Pick<Receipt, 'fingerprint' | 'status' | 'body'> {
  /** An earlier attempt of this very chunk wrote it, and never heard so. */
  readonly own: boolean;
}

/** What the store said of a chunk's keys and accounts; what is missing does not exist. */
export interface Snapshot {
  /** By the transaction's id. */
  readonly receipts: ReadonlyMap<string, KnownReceipt>;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Transactions that carry references which the chunk is to claim, by reference. */
  readonly holders: ReadonlyMap<string, string>;
}

/** What becomes of an item. */
export type Verdict =
  | { readonly kind: 'made'; readonly plan: TransactionPlan }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly isHeld?: boolean }
  /** Its key has this answer already. */
  | { readonly kind: 'known'; readonly status: number; readonly body: string; readonly own: boolean }
  /** The same request as an earlier item of the chunk: it gets that one's answer. */
  | { readonly kind: 'repeat'; readonly of: number };

/** One store transaction for several items: their verdicts, in order, and what has to be written and held to. */
export interface ChunkPlan {
  readonly verdicts: readonly Verdict[];
  /** By account: the updates of all that is made. */
  readonly changes: ReadonlyMap<string, AccountChange>;
  /**
   * Accounts whose state is the reason for a refusal, as they were read. A commit that holds them to that makes the answers
   * those of the items sent alone, in order, at one moment.
   */
  readonly pins: ReadonlyMap<string, Account | undefined>;
  /** Those of them that lack funds which they have, but hold: one of the holds may have expired. */
  readonly held: ReadonlySet<string>;
  /** By reference: the transaction that claims it. */
  readonly claims: ReadonlyMap<string, string>;
  /** True where only the store's own state can tell: nothing may be written without a snapshot. */
  readonly unsure: boolean;
}

const reused = (): Verdict => ({
  kind: 'refused',
  refusal: new Refusal(common['idempotency-key-reused'], 'This Idempotency-Key was used for a different request.'),
});

/** Whether the verdict gives its key an answer for ever. */
const usesKey = (verdict: Verdict): boolean => verdict.kind !== 'refused' || verdict.refusal.problem.stored === true;

const planned = (item: BatchItem, now: number): TransactionPlan | Refusal => {
  try {
    return planTransaction(item, now);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

/** Judges the items of one chunk in their order, each as if those before it had been made. */
class Judge {
  readonly #snapshot: Snapshot | undefined;
  readonly #now: number;
  readonly #accounts: Map<string, Account>;
  /** The item that gave a key its answer, by the transaction's id. */
  readonly #answered = new Map<string, number>();
  readonly #items: readonly BatchItem[];
  readonly changes = new Map<string, AccountChange>();
  readonly pins = new Map<string, Account | undefined>();
  readonly held = new Set<string>();
  readonly claims = new Map<string, string>();
  /** Who carries a reference: of those that were there before, and of those that are made. */
  readonly #holders: Map<string, string>;
  unsure = false;

  constructor(items: readonly BatchItem[], snapshot: Snapshot | undefined, now: number) {
    this.#items = items;
    this.#snapshot = snapshot;
    this.#now = now;
    this.#accounts = new Map(snapshot?.accounts);
    this.#holders = new Map(snapshot?.holders);
  }

  verdict(item: BatchItem, index: number): Verdict {
    if (item.broken !== undefined) return { kind: 'refused', refusal: item.broken };
    const verdict = this.#known(item) ?? this.#fresh(item);
    if (usesKey(verdict) && !this.#answered.has(item.id)) this.#answered.set(item.id, index);
    return verdict;
  }

  #known(item: BatchItem): Verdict | undefined {
    const of = this.#answered.get(item.id);
    if (of !== undefined) {
      return this.#items[of]?.fingerprint === item.fingerprint ? { kind: 'repeat', of } : reused();
    }
    const receipt = this.#snapshot?.receipts.get(item.id);
    if (receipt === undefined) return undefined;
    if (receipt.fingerprint !== item.fingerprint) {
      // Ours is of a later item of the chunk: when this one came, the key had no answer yet.
      return receipt.own ? undefined : reused();
    }
    return { kind: 'known', status: receipt.status, body: receipt.body, own: receipt.own };
  }

  #fresh(item: BatchItem): Verdict {
    const plan = planned(item, this.#now);
    if (plan instanceof Refusal) {
      // What the key has been answered with before stands first: a time out of its window now was inside it then.
      this.unsure = true;
      return { kind: 'refused', refusal: plan };
    }
    const claimed = claimedBy(item.body);
    const holder = claimed === undefined ? undefined : this.#holders.get(claimed);
    if (holder !== undefined && holder !== item.id) return { kind: 'refused', refusal: referenceTaken() };
    if (this.#snapshot !== undefined) {
      const refused = refusalBy(plan, (account) => this.#accounts.get(account));
      if (refused !== undefined) {
        this.pins.set(refused.account, this.#snapshot.accounts.get(refused.account));
        if (refused.isHeld) this.held.add(refused.account);
        return { kind: 'refused', refusal: refused.refusal, isHeld: refused.isHeld };
      }
    }
    this.#make(plan);
    return { kind: 'made', plan };
  }

  #make(plan: TransactionPlan): void {
    const { reference } = plan.body;
    if (reference !== undefined && !this.#holders.has(reference)) this.#holders.set(reference, plan.id);
    const claimed = claimedBy(plan.body);
    if (claimed !== undefined) this.claims.set(claimed, plan.id);
    for (const move of plan.moves) {
      this.changes.set(move.account, addMove(this.changes.get(move.account), move));
      const account = this.#accounts.get(move.account);
      if (account !== undefined) this.#accounts.set(move.account, applyLine(account, move.line));
    }
  }
}

/**
 * Plans one chunk: what each item gets as if it had been sent alone, in this order, and the one store transaction that makes
 * it so. Pure. Without a snapshot it hopes: it takes every account to allow everything and every key to be new, and the
 * conditions of the commit decide.
 */
export const judge = (items: readonly BatchItem[], snapshot: Snapshot | undefined, now: number): ChunkPlan => {
  const judging = new Judge(items, snapshot, now);
  const verdicts = items.map((item, index) => judging.verdict(item, index));
  const { changes, pins, held, claims } = judging;
  return { verdicts, changes, pins, held, claims, unsure: judging.unsure && snapshot === undefined };
};

const aborted = (): Verdict => ({
  kind: 'refused',
  refusal: new Refusal(
    ledgerProblems['batch-aborted'],
    'Another transaction of the batch was refused; this one was not made.',
  ),
});

const failed = (verdicts: readonly Verdict[], verdict: Verdict): boolean => {
  if (verdict.kind === 'repeat') return failed(verdicts, verdicts[verdict.of] ?? verdict);
  return verdict.kind === 'refused' || (verdict.kind === 'known' && verdict.status >= 400);
};

/** The same for all or none: where one is refused, the others are not made, and say so. */
export const judgeAtomic = (items: readonly BatchItem[], snapshot: Snapshot | undefined, now: number): ChunkPlan => {
  const chunk = judge(items, snapshot, now);
  if (!chunk.verdicts.some((verdict) => failed(chunk.verdicts, verdict))) return chunk;
  const verdicts = chunk.verdicts.map((verdict) => (verdict.kind === 'made' ? aborted() : verdict));
  return { ...chunk, verdicts, changes: new Map(), claims: new Map(), unsure: snapshot === undefined };
};

/** The plan where some of what is held may be expired and could not be released yet: what is refused for it uses no key. */
export const notKept = (chunk: ChunkPlan): ChunkPlan => ({
  ...chunk,
  verdicts: chunk.verdicts.map((verdict) =>
    verdict.kind === 'refused' && verdict.isHeld === true ? { ...verdict, refusal: passing(verdict.refusal) } : verdict,
  ),
});
