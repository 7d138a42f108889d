import type { LedgerCall } from '../../functions/payments/model/ledger-order.ts';
import type { AskLedger } from '../../functions/payments/store/commit/ledger.ts';

interface Hold {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  state: 'pending' | 'posted' | 'voided';
}
interface Kept {
  readonly status: number;
  readonly body: string;
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
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const hold = this.holds.get(params.id ?? '');
    if (path === '/v1/transactions/{id}')
      return { status: 200, body: JSON.stringify({ id: params.id, state: hold?.state }) };
    const answer =
      path === '/v1/transactions'
        ? this.#create(key, body as { postings: readonly [Posting]; pending: boolean })
        : this.#end(key, params.id ?? '', hold, path.endsWith('/post'));
    this.#kept.set(key, answer);
    return answer;
  }

  #create(
    key: string,
    { postings: [{ from, to, amount: text }], pending }: { postings: readonly [Posting]; pending: boolean },
  ): Kept {
    const amount = BigInt(text);
    const no = this.refusing.get(to);
    if (no !== undefined) return refusal(no.status, no.slug);
    if (this.closed.has(from) || this.closed.has(to)) return refusal(409, 'account-closed');
    if (!from.startsWith('@') && this.balance(from) - this.held(from) < amount)
      return refusal(422, 'insufficient-funds');
    this.#ids += 1;
    const id = `txn_${this.#ids}`;
    if (pending) this.holds.set(id, { from, to, amount, state: 'pending' });
    else this.#move(key, from, to, amount);
    return { status: 201, body: JSON.stringify({ id, state: pending ? 'pending' : 'posted' }) };
  }

  #end(key: string, id: string, hold: Hold | undefined, posts: boolean): Kept {
    if (hold?.state !== 'pending') return refusal(409, 'transaction-state');
    hold.state = posts ? 'posted' : 'voided';
    if (posts) this.#move(key, hold.from, hold.to, hold.amount);
    return { status: 200, body: JSON.stringify({ id, state: hold.state }) };
  }

  #move(key: string, from: string, to: string, amount: bigint): void {
    this.booked.push({ key, from, to, amount });
    this.balances.set(from, this.balance(from) - amount);
    this.balances.set(to, this.balance(to) + amount);
  }
}

const refusal = (status: number, slug: string): Kept => ({
  status,
  body: JSON.stringify({ type: `/problems/${slug}`, title: slug, status, detail: `Refused: ${slug}.`, instance: 'r' }),
});
