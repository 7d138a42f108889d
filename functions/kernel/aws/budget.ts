import { type AttributeValue, ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { assert } from '../core/assert.ts';
import type { Clock } from '../core/ports.ts';
import { Recent } from '../core/recent.ts';
import type { Dynamo } from './dynamodb.ts';

/** How much may be asked for: so many items a second in the long run, and at once as many as `burst`. */
export interface Budget {
  readonly itemsPerSecond: number;
  readonly burst: number;
}

export interface BudgetDeps {
  readonly dynamo: Dynamo;
  readonly table: string;
  readonly clock: Clock;
  /** The item that keeps what has been used: of a tenant, or of whatever else is held to a budget. */
  readonly keyOf: (payer: string) => Readonly<Record<string, AttributeValue>>;
  readonly budget: Budget;
  /** Items that an environment gathers before it charges the shared item; 1 charges each. */
  readonly together: number;
  /** The attribute by which the item expires, in seconds since the epoch; undefined where it stays. */
  readonly expiresBy?: string;
}

/** What this environment knows of a payer. */
interface Account {
  /** Used, and not yet charged. */
  owed: number;
  /** Nothing is let through until then. */
  barredUntil: number;
}

/** Payers that a warm environment remembers. */
const REMEMBERED = 10_000;
/** One that learns what is there, and one that acts on it. */
const TRIES = 2;
/** Further ahead than any payer comes. */
const FOREVER_MS = 1e12;
/** An item lives for so long after its last charge, and longer than anything can be owed. */
const KEPT_SECONDS = 86_400;

/**
 * Budgets by the generic cell rate algorithm: one number for each payer (most often a tenant), the time at which all that it has used
 * will be paid for (`paidAt`). An item moves it on by its price; what would move it further ahead than the burst is refused.
 *
 * The number is shared by all environments and kept by one conditional update. Small requests are gathered: an environment
 * charges for them once they are `together` items, so the money path has no write of its own. A payer may therefore get as
 * many items more as environments have gathered: `together` times their number, once.
 */
export class Budgets {
  readonly #deps: BudgetDeps;
  readonly #accounts = new Recent<Account>(REMEMBERED);

  constructor(deps: BudgetDeps) {
    const { itemsPerSecond, burst } = deps.budget;
    assert(itemsPerSecond > 0 && burst >= itemsPerSecond, 'a budget lasts for a second at least');
    this.#deps = deps;
  }

  /** For how long a payer has to wait, in ms, before anything is let through; 0 where it need not. */
  barredFor(payer: string): number {
    return Math.max(0, (this.#accounts.get(payer)?.barredUntil ?? 0) - this.#deps.clock.now());
  }

  /**
   * Notes items as used. `due`: it is time to charge for what was gathered; `indebted`: an earlier charge was refused, so these
   * items are to be charged before they are served.
   */
  use(payer: string, items: number): 'gathered' | 'due' | 'indebted' {
    const account = this.#of(payer);
    const indebted = account.owed >= this.#deps.together;
    account.owed += items;
    if (indebted) return 'indebted';
    return account.owed >= this.#deps.together ? 'due' : 'gathered';
  }

  /**
   * Charges for what was gathered. Answers with how long the payer has to wait, in ms, where it is more than the budget allows:
   * then it stays owed, but for what is not done.
   *
   * @param undone how many of the gathered items are not done when the answer is to wait
   */
  async charge(payer: string, undone = 0): Promise<number> {
    const { clock, budget } = this.#deps;
    const account = this.#of(payer);
    const items = account.owed;
    account.owed = 0;
    const ahead = (budget.burst * 1000) / budget.itemsPerSecond;
    // What is asked for at once is never more than may be had at once: else it could never be had.
    const price = Math.min(ahead, (items * 1000) / budget.itemsPerSecond);
    let idle = false;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const now = clock.now();
      const met = await this.#pay(payer, { now, price, ahead, idle });
      if (met === 'paid') return 0;
      if (met !== undefined && met >= now) {
        const wait = Math.ceil(met + price - ahead - now);
        if (wait > 0) {
          account.owed += items - undone;
          // Too large a request keeps no small one out: only what was served and is not paid for does.
          if (account.owed >= this.#deps.together) account.barredUntil = now + wait;
          return wait;
        }
      }
      idle = met === undefined || met < now;
    }
    // Others of this payer were faster both times. It has used what it has, and is charged the next time.
    return 0;
  }

  /**
   * Pays for what is done already, whatever is left of the budget: whoever comes next waits for it, in every environment.
   */
  async settle(payer: string, items: number): Promise<void> {
    const { clock, budget } = this.#deps;
    const price = Math.min((budget.burst * 1000) / budget.itemsPerSecond, (items * 1000) / budget.itemsPerSecond);
    let idle = false;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const now = clock.now();
      const met = await this.#pay(payer, { now, price, ahead: FOREVER_MS, idle });
      if (met === 'paid') return;
      idle = met === undefined || met < now;
    }
  }

  /** `idle`: nothing is owed. Undefined where there is no number yet. */
  async #pay(
    payer: string,
    { now, price, ahead, idle }: { now: number; price: number; ahead: number; idle: boolean },
  ): Promise<'paid' | number | undefined> {
    const { dynamo, table, keyOf, expiresBy } = this.#deps;
    const set = [...(idle ? ['#paidAt = :then'] : []), ...(expiresBy === undefined ? [] : ['#ttl = :ttl'])];
    const kept = Math.floor(now / 1000) + KEPT_SECONDS;
    const n = (value: number) => ({ N: String(Math.round(value)) });
    try {
      await dynamo.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { ...keyOf(payer) },
          UpdateExpression:
            `${set.length > 0 ? `SET ${set.join(', ')}` : ''}${idle ? '' : ' ADD #paidAt :price'}`.trim(),
          ConditionExpression: idle
            ? 'attribute_not_exists(#paidAt) OR #paidAt < :now'
            : '#paidAt BETWEEN :now AND :latest',
          ExpressionAttributeNames: { '#paidAt': 'paidAt', ...(expiresBy === undefined ? {} : { '#ttl': expiresBy }) },
          ExpressionAttributeValues: {
            ...(idle
              ? { ':now': n(now), ':then': n(now + price) }
              : { ':now': n(now), ':latest': n(now + ahead - price), ':price': n(price) }),
            ...(expiresBy === undefined ? {} : { ':ttl': n(kept) }),
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return 'paid';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const paidAt = error.Item?.paidAt?.N;
      return paidAt === undefined ? undefined : Number(paidAt);
    }
  }

  #of(payer: string): Account {
    const known = this.#accounts.get(payer);
    if (known !== undefined) return known;
    const fresh = { owed: 0, barredUntil: 0 };
    this.#accounts.set(payer, fresh);
    return fresh;
  }
}
