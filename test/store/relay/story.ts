import type { TransactionView } from '../../../functions/ledger/contract/transaction.ts';
import { createTransactionsRoute } from '../../../functions/ledger/handlers/api/create-transactions.ts';
import type { Line } from '../../../functions/ledger/model/entry.ts';
import { expireHold } from '../../../functions/ledger/store/commit/expire-hold.ts';
import { belowFrom } from '../../support/random.ts';
import { type Bank, bankOf } from '../ledger/bank.ts';
import { type Answer, newWorld, send, type World } from '../ledger/kit.ts';
import { START } from './ledger-stream.ts';
import { type Streamed, streamed } from './stream-of.ts';

/** Customers' accounts by their currency; the first of each grows by credits, the second by debits. */
export const CUSTOMERS: Readonly<Record<string, readonly string[]>> = {
  USD: ['usd-credit', 'usd-debit'],
  EUR: ['eur-credit', 'eur-debit'],
};
export const SYSTEM = ['@world', '@fees'];
const TENANT = 'acme';

type Answered = Answer<TransactionView>;

/**
 * A ledger at work over its own routes, and on paper: what each answer said that it did to each account, line by line. Nothing
 * here reads what the ledger stores.
 */
export class Story {
  readonly world: World;
  readonly bank: Bank;
  readonly stream: Streamed;
  /** By account and currency: what the answers say, in their order. */
  readonly lines = new Map<string, Line[]>();
  /** The newest answer about each transaction. */
  readonly views = new Map<string, TransactionView>();
  /** What has to be told, by its name and transaction: what moved, and what left a hold, of the first entry. */
  readonly told: string[] = [];
  /** Accounts as they were answered when they were opened or changed, each of which is told. */
  readonly accounts: string[] = [];
  readonly references = ['r0', 'r1', 'r2'];
  readonly #below: (limit: number) => number;
  #keys = 0;

  private constructor(world: World, stream: Streamed, seed: number) {
    this.world = world;
    this.stream = stream;
    this.bank = bankOf(world);
    this.#below = belowFrom(seed);
  }

  static async open(engine: Parameters<typeof newWorld>[0], seed: number): Promise<Story> {
    const { client, store } = await newWorld(engine);
    const stream = streamed(client, store.table);
    let now = START;
    const clock = {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
      advance: (ms: number) => {
        now += ms;
      },
    };
    const world = { client, clock, store: { ...store, clock, dynamo: stream.client } };
    const story = new Story(world, stream, seed);
    for (const [currency, ids] of Object.entries(CUSTOMERS)) {
      for (const id of ids) {
        const normalBalance = id.endsWith('debit') ? 'debit' : 'credit';
        const { text } = await story.bank.open(id, { currency, normalBalance, overdraft: 'unlimited' });
        story.accounts.push(text);
      }
    }
    story.accounts.push((await story.bank.open('poor')).text);
    return story;
  }

  #pick<T>(some: readonly T[]): T {
    const one = some[this.#below(some.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }

  #posting(currency: string) {
    const all = [...(CUSTOMERS[currency] ?? []), ...SYSTEM];
    const from = this.#pick(all);
    const to = this.#pick(all.filter((id) => id !== from));
    return { from, to, amount: String(1 + this.#below(500)), currency };
  }

  /** One posting; or an exchange, in which one system account has two currencies. */
  #body(pending = this.#below(3) === 0): object {
    const now = this.world.clock.now();
    const [usd, eur] = [this.#pick(CUSTOMERS.USD ?? []), this.#pick(CUSTOMERS.EUR ?? [])];
    const exchange = [
      { from: usd, to: '@world', amount: String(1 + this.#below(90)), currency: 'USD' },
      { from: '@world', to: eur, amount: String(1 + this.#below(90)), currency: 'EUR' },
    ];
    const expiresAt = pending && this.#below(2) === 0 ? { expiresAt: new Date(now + 5_000).toISOString() } : {};
    const back = this.#below(4) === 0 ? { effectiveAt: new Date(now - this.#below(9) * 40_000_000).toISOString() } : {};
    return {
      postings: this.#below(3) === 0 ? exchange : [this.#posting(this.#pick(['USD', 'EUR']))],
      ...(pending ? { pending } : {}),
      ...(this.#below(2) === 0 ? { reference: this.#pick(this.references) } : {}),
      ...expiresAt,
      ...back,
    };
  }

  #enter(
    view: TransactionView,
    moved: (amount: bigint) => bigint,
    held: (amount: bigint) => bigint,
    kind: string,
  ): void {
    const at = this.world.clock.now();
    const effectiveAt = typeof view.effectiveAt === 'string' ? Date.parse(view.effectiveAt) : undefined;
    for (const { account, currency, direction, amount } of view.entries) {
      const name = `${account} ${currency}`;
      const line: Line = {
        transactionId: view.id,
        side: direction,
        amount: moved(BigInt(amount)),
        pending: held(BigInt(amount)),
        at,
        effectiveAt,
      };
      this.lines.set(name, [...(this.lines.get(name) ?? []), line]);
    }
    const [first] = view.entries;
    const amount = BigInt(first?.amount ?? 0);
    this.told.push(`${kind} ${view.id} ${moved(amount)} ${held(amount)}`);
  }

  #made(view: TransactionView): void {
    this.views.set(view.id, view);
    if (view.pending)
      this.#enter(
        view,
        () => 0n,
        (amount) => amount,
        'HoldPlaced',
      );
    else
      this.#enter(
        view,
        (amount) => amount,
        () => 0n,
        'TransactionPosted',
      );
  }

  /** A hold ended, or a part of it was posted: the difference between two answers. */
  #ended(before: TransactionView, after: TransactionView): void {
    this.views.set(after.id, after);
    const [was, is] = [BigInt(before.postedAmount ?? 0), BigInt(after.postedAmount ?? 0)];
    const isSingle = before.postings?.length === 1;
    const moved = (amount: bigint) => (isSingle ? is - was : after.state === 'posted' ? amount : 0n);
    const left = (amount: bigint) => (after.state === 'pending' ? is - was : amount - was);
    this.#enter(before, moved, (amount) => -left(amount), 'HoldReleased');
  }

  async #bulk(): Promise<void> {
    this.#keys += 1;
    const transactions = Array.from({ length: 2 + this.#below(4) }, (_, index) => ({
      key: `bulk-${this.#keys}-${index}`,
      ...this.#body(),
    }));
    const mode = this.#pick(['atomic', 'independent']);
    const { body } = await send<{ results: { transaction: TransactionView }[] }>(
      this.world,
      createTransactionsRoute(this.world.store),
      { body: { mode, transactions } },
    );
    for (const { transaction } of body.results) this.#made(transaction);
  }

  async #reverse(view: TransactionView): Promise<void> {
    const answer = await this.bank.reverse(view.id);
    if (answer.status !== 201) return;
    // A hold that was posted in part and has expired is released first.
    if (view.state === 'pending') this.#ended(view, { ...view, state: 'expired' });
    this.#made(answer.body);
  }

  async #expire(view: TransactionView): Promise<void> {
    const request = { requestId: 'sweep', deadline: this.world.clock.now() + 60_000 };
    const done = await expireHold(this.world.store, { tenant: TENANT, transaction: view.id }, request);
    if (done) this.#ended(view, { ...view, state: 'expired' });
  }

  /** Named, frozen and open again: three changes of an account, none of which is a transaction. */
  async #account(id: string): Promise<void> {
    const named = await this.bank.patch(id, '*', { name: `Name ${this.#keys}` });
    for (const { body } of [named, await this.bank.freeze(id), await this.bank.unfreeze(id)]) {
      this.accounts.push(JSON.stringify(body));
    }
    this.#keys += 1;
  }

  #changed(before: TransactionView, { status, body }: Answered): void {
    if (status === 200) this.#ended(before, body);
  }

  /** Anything that a client, or the sweep, may do next. */
  async step(): Promise<void> {
    this.world.clock.advance(1 + this.#below(2_000));
    const views = [...this.views.values()];
    const holds = views.filter(({ state }) => state === 'pending');
    const kind = this.#below(17);
    if (kind < 4 || views.length < 3) this.#made((await this.bank.create(this.#body())).body);
    else if (kind === 4) await this.#bulk();
    else if (kind === 5) await this.bank.transfer('poor', '@world', '7', { reference: this.#pick(this.references) });
    else if (kind === 6 || kind === 16)
      await this.#reverse(
        this.#pick([...views, ...views.filter(({ state, reverses }) => state === 'posted' && !reverses)]),
      );
    else if (kind === 15) await this.#account(this.#pick(Object.values(CUSTOMERS).flat()));
    else if (holds.length === 0) this.#made((await this.bank.create(this.#body(true))).body);
    else {
      const hold = this.#pick(holds);
      const part = String(1 + this.#below(200));
      if (kind < 9) this.#changed(hold, await this.bank.postPart(hold.id, part));
      else if (kind === 9) this.#changed(hold, await this.bank.post(hold.id, part));
      else if (kind === 10) this.#changed(hold, await this.bank.post(hold.id));
      else if (kind === 11) this.#changed(hold, await this.bank.release(hold.id));
      else if (kind < 14) await this.#expire(hold);
      else await this.#reverse(hold);
    }
  }
}
