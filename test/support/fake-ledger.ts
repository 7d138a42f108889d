import type { LedgerCall } from '../../functions/payments/model/ledger-order.ts';
import type { AskLedger } from '../../functions/payments/store/commit/ledger.ts';

type Metadata = Readonly<Record<string, string>>;
/** What a transaction is about, beside its money. */
interface About {
  readonly currency: string;
  readonly metadata: Metadata;
}
interface Hold {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  /** Of those that an earlier release left behind nothing is known. */
  readonly about?: About;
  state: 'pending' | 'posted' | 'voided';
}
interface Kept {
  readonly status: number;
  readonly body: string;
}
interface Creation {
  readonly currency: string;
  readonly postings: readonly [Posting];
  readonly pending: boolean;
  readonly metadata?: Metadata;
}
interface Line {
  readonly currency: string;
  readonly entry: object;
}
interface Posting {
  readonly from: string;
  readonly to: string;
  readonly amount: string;
}

type Text<T> = Omit<T, 'amount'> & { readonly amount: string };
export interface LeftLedger {
  readonly ids: number;
  readonly kept: readonly (readonly [string, Kept])[];
  readonly balances: readonly (readonly [string, string])[];
  readonly holds: readonly (readonly [string, Text<Hold>])[];
  readonly booked: readonly Text<{ readonly key: string; readonly from: string; readonly to: string }>[];
}

/** As far as payments knows a ledger: keys that count once, for ever, balances, holds, and answers that get lost. */
export class FakeLedger {
  readonly balances = new Map<string, bigint>();
  readonly holds = new Map<string, Hold>();
  readonly closed = new Set<string>();
  /** Payees to whom nothing can be paid, with the ledger's word for why. */
  readonly refusing = new Map<string, { readonly status: number; readonly slug: string }>();
  /** Transactions by their keys: what was booked, each once. */
  readonly booked: { readonly key: string; readonly from: string; readonly to: string; readonly amount: bigint }[] = [];
  /** Asked of each call: does nothing, or does it and says nothing. */
  trouble: () => 'down' | 'lost' | undefined = () => undefined;
  /** Of accounts of rails: what was booked and held on each, in its order. */
  readonly #history = new Map<string, Line[]>();
  readonly #kept = new Map<string, Kept>();
  #ids = 0;

  balance(account: string): bigint {
    return this.balances.get(account) ?? 0n;
  }

  /** What is held of an account. */
  held(account: string): bigint {
    return [...this.holds.values()]
      .filter(({ from, state }) => from === account && state === 'pending')
      .reduce((sum, { amount }) => sum + amount, 0n);
  }

  readonly ask: AskLedger = async (_, call) => {
    const trouble = this.trouble();
    if (trouble === 'down') throw Object.assign(new Error('down'), { name: 'ServiceUnavailable' });
    const answer = this.#answer(call);
    if (trouble === 'lost') throw Object.assign(new Error('lost'), { name: 'TimeoutError' });
    return answer;
  };

  /** All that it knows, as JSON can hold it. */
  leave(): LeftLedger {
    return {
      ids: this.#ids,
      kept: [...this.#kept],
      balances: [...this.balances].map(([id, amount]) => [id, String(amount)]),
      holds: [...this.holds].map(([id, hold]) => [id, { ...hold, amount: String(hold.amount) }]),
      booked: this.booked.map((one) => ({ ...one, amount: String(one.amount) })),
    };
  }

  /** Goes on from there. */
  resume({ ids, kept, balances, holds, booked }: LeftLedger): void {
    this.#ids = ids;
    for (const [key, answer] of kept) this.#kept.set(key, answer);
    for (const [id, amount] of balances) this.balances.set(id, BigInt(amount));
    for (const [id, hold] of holds) this.holds.set(id, { ...hold, amount: BigInt(hold.amount) });
    this.booked.push(...booked.map((one) => ({ ...one, amount: BigInt(one.amount) })));
  }

  #answer({ path, params, query, key = '', body }: LedgerCall): Kept {
    if (path === '/v1/outcomes')
      return this.#kept.has(query.key ?? '') ? { status: 200, body: '{}' } : { status: 404, body: '{}' };
    if (path === '/v1/accounts/{id}/entries') return this.#entries(params.id ?? '', query);
    if (path === '/v1/accounts/{id}')
      return ok({ balances: [...this.#byCurrency(params.id ?? '').keys()].map((currency) => ({ currency })) });
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const hold = this.holds.get(params.id ?? '');
    if (path === '/v1/transactions/{id}')
      return { status: 200, body: JSON.stringify({ id: params.id, state: hold?.state }) };
    const answer =
      path === '/v1/transactions'
        ? this.#create(key, body as Creation)
        : this.#end(key, params.id ?? '', hold, path.endsWith('/post'));
    this.#kept.set(key, answer);
    return answer;
  }

  #byCurrency = (account: string): Map<string, Line[]> =>
    Map.groupBy(this.#history.get(account) ?? [], ({ currency }) => currency);

  /** A page of an account's history, oldest first; a cursor is the version that it goes on behind. */
  #entries(account: string, { currency = '', cursor = '0', limit = '100' }: LedgerCall['query']): Kept {
    const all = this.#byCurrency(account).get(currency) ?? [];
    const from = Number(cursor);
    const data = all
      .slice(from, from + Number(limit))
      .map(({ entry }, place) => ({ version: from + place + 1, ...entry }));
    const next = from + data.length;
    return ok({ data, nextCursor: next < all.length ? String(next) : null });
  }

  /** Signed: what comes to the account is positive. */
  #note(account: string, transactionId: string, { currency, metadata }: About, posted: bigint, pending: bigint): void {
    if (!account.startsWith('@rail.')) return;
    const lines = this.#history.get(account) ?? [];
    this.#history.set(account, lines);
    const direction = posted < 0n ? 'debit' : 'credit';
    const amount = String(posted < 0n ? -posted : posted);
    lines.push({ currency, entry: { transactionId, direction, amount, pending: String(pending), metadata } });
  }

  /** As a client of the ledger does, beside all payments. */
  book(from: string, to: string, amount: bigint, metadata: Metadata = {}, currency = 'USD'): string {
    const body: Creation = { currency, postings: [{ from, to, amount: String(amount) }], pending: false, metadata };
    const { id } = JSON.parse(this.#create(`by-hand-${this.#ids}`, body).body) as { readonly id: string };
    return id;
  }

  /** As a client of the ledger does: ends a hold of a payment by hand. */
  endHold(id: string, posts: boolean): void {
    this.#end(`by-hand-${id}`, id, this.holds.get(id), posts);
  }

  #create(key: string, { currency, postings: [{ from, to, amount: text }], pending, metadata = {} }: Creation): Kept {
    const about = { currency, metadata };
    const amount = BigInt(text);
    const no = this.refusing.get(to);
    if (no !== undefined) return refusal(no.status, no.slug);
    if (this.closed.has(from) || this.closed.has(to)) return refusal(409, 'account-closed');
    if (!from.startsWith('@') && this.balance(from) - this.held(from) < amount)
      return refusal(422, 'insufficient-funds');
    this.#ids += 1;
    const id = `txn_${this.#ids}`;
    if (pending) {
      this.holds.set(id, { from, to, amount, about, state: 'pending' });
      this.#note(to, id, about, 0n, amount);
    } else {
      this.#move(key, from, to, amount);
      this.#note(from, id, about, -amount, 0n);
      this.#note(to, id, about, amount, 0n);
    }
    return { status: 201, body: JSON.stringify({ id, state: pending ? 'pending' : 'posted' }) };
  }

  #end(key: string, id: string, hold: Hold | undefined, posts: boolean): Kept {
    if (hold?.state !== 'pending') return refusal(409, 'transaction-state');
    hold.state = posts ? 'posted' : 'voided';
    if (posts) this.#move(key, hold.from, hold.to, hold.amount);
    if (hold.about !== undefined) this.#note(hold.to, id, hold.about, posts ? hold.amount : 0n, -hold.amount);
    return { status: 200, body: JSON.stringify({ id, state: hold.state }) };
  }

  #move(key: string, from: string, to: string, amount: bigint): void {
    this.booked.push({ key, from, to, amount });
    this.balances.set(from, this.balance(from) - amount);
    this.balances.set(to, this.balance(to) + amount);
  }
}

const ok = (body: object): Kept => ({ status: 200, body: JSON.stringify(body) });

const refusal = (status: number, slug: string): Kept => ({
  status,
  body: JSON.stringify({ type: `/problems/${slug}`, title: slug, status, detail: `Refused: ${slug}.`, instance: 'r' }),
});
