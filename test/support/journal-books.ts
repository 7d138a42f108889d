import type { DomainQuestion } from '../../functions/kernel/aws/ask-domain.ts';
import { formatTime, parseTime } from '../../functions/kernel/values/time.ts';
import type { KeptEntry } from '../../functions/statements/model/history/kept-entry.ts';

export interface BookedMove {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly currency: string;
  /** When it is made, in ms. */
  readonly at: number;
  /** When it counts, where that was said. */
  readonly effectiveAt?: string;
  readonly description?: string;
  /** Of a hold: how much was posted; undefined while it is open. */
  readonly hold?: { readonly posted: number | undefined };
}

interface Listed {
  readonly one: BookedMove;
  readonly id: string;
}

const PAGE = 100;

/** A ledger's API as far as journals ask it: accounts and transactions by pages, and the histories that its events tell. */
export class JournalBooks {
  readonly #accounts = new Map<
    string,
    { readonly currency: string; readonly side: 'debit' | 'credit'; readonly name?: string | undefined }
  >();
  readonly #made: BookedMove[] = [];
  asks = 0;
  /** Of single accounts. */
  sides = 0;

  open(id: string, currency: string, side: 'debit' | 'credit' = 'credit', name?: string): void {
    this.#accounts.set(id, { currency, side, name });
  }

  move(one: BookedMove): void {
    this.#made.push(one);
  }

  readonly idOf = (index: number): string => `txn_${String(index).padStart(26, '0')}`;

  /** What moved of an account, as its events told. */
  history(account: string, currency: string): readonly KeptEntry[] {
    const entries: KeptEntry[] = [];
    let balance = 0n;
    for (const [index, one] of this.#made.entries()) {
      if (one.currency !== currency || (one.from !== account && one.to !== account)) continue;
      const moved = BigInt(one.hold === undefined ? one.amount : (one.hold.posted ?? 0));
      const direction = one.from === account ? 'debit' : 'credit';
      const before = balance;
      balance += direction === (this.#accounts.get(account)?.side ?? 'credit') ? moved : -moved;
      entries.push({
        ...{ version: entries.length + 1, transactionId: this.idOf(index), direction, amount: moved, pending: 0n },
        ...{ before, after: balance, at: one.at, effectiveAt: parseTime(one.effectiveAt ?? '') ?? one.at },
      });
    }
    return entries;
  }

  readonly ask = async ({ path, params, query }: DomainQuestion): Promise<{ status: number; body: string }> => {
    this.asks += 1;
    if (path === '/v1/accounts') return this.#page([...this.#accounts.keys()], this.#account, query.cursor);
    if (path === '/v1/transactions') return this.#page(this.#listed(query), this.#transaction, query.cursor);
    this.sides += 1;
    return { status: 200, body: JSON.stringify(this.#account(params?.id ?? '')) };
  };

  #page<T>(all: readonly T[], view: (one: T) => object, cursor = '0') {
    if (!/^\d+$/.test(cursor)) return { status: 400, body: '{}' };
    const from = Number(cursor);
    const next = from + PAGE < all.length ? String(from + PAGE) : null;
    return { status: 200, body: JSON.stringify({ data: all.slice(from, from + PAGE).map(view), nextCursor: next }) };
  }

  readonly #account = (id: string): object => {
    const { currency = '', side = 'credit', name } = this.#accounts.get(id) ?? {};
    const entries = this.history(id, currency);
    const posted = String(entries.at(-1)?.after ?? 0n);
    const version = entries.length;
    const told = {
      id,
      currency,
      normalBalance: side,
      overdraft: 'unlimited',
      metadata: {},
      version,
      balance: { posted },
    };
    return name === undefined ? told : { ...told, name };
  };

  #listed({ createdFrom = '', createdTo = '' }: Readonly<Record<string, string>>): readonly Listed[] {
    const [from, to] = [parseTime(createdFrom) ?? 0, parseTime(createdTo) ?? 0];
    return this.#made
      .map((one, index) => ({ one, id: this.idOf(index) }))
      .filter(({ one }) => one.at >= from && one.at <= to)
      .toSorted((a, b) => b.one.at - a.one.at || (a.id < b.id ? 1 : -1));
  }

  readonly #transaction = ({ one: { from: debit, to: credit, amount, currency, ...one }, id }: Listed): object => {
    const part = { amount: String(amount), currency };
    const { posted } = one.hold ?? {};
    return {
      ...{ id, state: one.hold !== undefined && posted === undefined ? 'pending' : 'posted' },
      ...{ pending: one.hold !== undefined, currency },
      postings: [{ from: debit, to: credit, ...part }],
      entries: [
        { account: debit, direction: 'debit', ...part },
        { account: credit, direction: 'credit', ...part },
      ],
      ...(posted === undefined ? {} : { postedAmount: String(posted) }),
      ...(one.description === undefined ? {} : { description: one.description }),
      ...{ effectiveAt: one.effectiveAt ?? null, createdAt: formatTime(one.at), metadata: { kind: 'test' } },
    };
  };
}
