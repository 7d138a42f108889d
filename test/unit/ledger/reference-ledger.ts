/**
 * A ledger as one would write it on paper: a list of everything that happened, read from the start for every question. It
 * shares no code with the real one.
 */
export interface PaperAccount {
  readonly currency: string;
  readonly normal: 'debit' | 'credit';
  /** Null is unlimited. */
  readonly overdraft: bigint | null;
  status: 'open' | 'frozen' | 'closed';
}

export interface PaperBody {
  readonly currency?: string | undefined;
  readonly postings?:
    | readonly { from: string; to: string; amount: string; currency?: string | undefined }[]
    | undefined;
  readonly entries?:
    | readonly { account: string; direction: string; amount: string; currency?: string | undefined }[]
    | undefined;
  readonly pending?: boolean | undefined;
}

interface Part {
  readonly account: string;
  readonly currency: string;
  /** Credits above zero, debits below. */
  readonly net: bigint;
}

interface PaperTransaction {
  readonly parts: readonly Part[];
  readonly single: bigint | undefined;
  readonly reversal: boolean;
  state: 'posted' | 'pending' | 'voided';
  /** What was posted of it so far, of each net amount; only a hold with one posting is posted in parts. */
  posted: bigint;
  reversed: boolean;
}

const ORDER = ['account-not-found', 'account-closed', 'account-frozen', 'currency-mismatch', 'insufficient-funds'];

export class PaperLedger {
  readonly accounts = new Map<string, PaperAccount>();
  readonly transactions: PaperTransaction[] = [];
  readonly #answers = new Map<string, { readonly asked: string; readonly outcome: string }>();

  pay(key: string, body: PaperBody): string {
    const asked = JSON.stringify(body);
    const earlier = this.#answers.get(key);
    if (earlier !== undefined) return earlier.asked === asked ? earlier.outcome : 'idempotency-key-reused';
    const parts = this.#parts(body);
    if (typeof parts === 'string') return parts;
    const outcome = this.#refusal(parts) ?? '201';
    this.#answers.set(key, { asked, outcome });
    if (outcome === '201') this.#add(parts, body.pending === true, body, false);
    return outcome;
  }

  post(index: number, amount: bigint | undefined, final: boolean): string {
    const hold = this.transactions[index];
    if (hold?.state !== 'pending') return 'transaction-state';
    if (amount !== undefined && hold.single === undefined) return 'posting-count';
    const left = (hold.single ?? 0n) - hold.posted;
    if (amount !== undefined && amount > left) return 'capture-too-large';
    hold.posted += amount ?? left;
    if (final || amount === undefined || amount === left) hold.state = 'posted';
    return '200';
  }

  release(index: number): string {
    const hold = this.transactions[index];
    if (hold?.state !== 'pending') return 'transaction-state';
    hold.state = 'voided';
    return '200';
  }

  reverse(index: number): string {
    const original = this.transactions[index];
    if (original === undefined || original.state === 'pending' || original.reversed || original.reversal) {
      return 'transaction-state';
    }
    if (original.state === 'voided' && original.posted === 0n) return 'transaction-state';
    const parts = original.parts.map((part) => ({ ...part, net: -moved(original, part) }));
    const refused = this.#refusal(parts);
    if (refused !== undefined) return refused;
    original.reversed = true;
    this.#add(parts, false, {}, true);
    return '201';
  }

  /** Credits less debits, posted. */
  balance(account: string, currency: string): bigint {
    return this.#sum(account, currency, moved);
  }

  /** What is held of debits (below zero) or of credits. */
  held(account: string, currency: string, side: 'debit' | 'credit'): bigint {
    return this.#sum(account, currency, (transaction, { net }) =>
      transaction.state === 'pending' && net < 0n === (side === 'debit') ? net - moved(transaction, { net }) : 0n,
    );
  }

  #sum(account: string, currency: string, of: (transaction: PaperTransaction, part: Part) => bigint): bigint {
    let sum = 0n;
    for (const transaction of this.transactions) {
      for (const part of transaction.parts) {
        if (part.account === account && part.currency === currency) sum += of(transaction, part);
      }
    }
    return sum;
  }

  #add(parts: readonly Part[], pending: boolean, body: PaperBody, reversal: boolean): void {
    const single = body.postings?.length === 1 ? BigInt(body.postings[0]?.amount ?? '') : undefined;
    const state = pending ? 'pending' : 'posted';
    this.transactions.push({ parts, single, state, reversal, posted: 0n, reversed: false });
  }

  #parts(body: PaperBody): readonly Part[] | string {
    if (body.postings?.some(({ from, to }) => from === to)) return 'same-account';
    const lines = [
      ...(body.postings ?? []).flatMap(({ from, to, amount, currency }) => [
        { account: from, currency, net: -BigInt(amount) },
        { account: to, currency, net: BigInt(amount) },
      ]),
      ...(body.entries ?? []).map(({ account, currency, direction, amount }) => ({
        account,
        currency,
        net: direction === 'debit' ? -BigInt(amount) : BigInt(amount),
      })),
    ].map((line) => ({ ...line, currency: line.currency ?? body.currency ?? '' }));
    const total = (some: readonly { readonly net: bigint }[]) => some.reduce((sum, { net }) => sum + net, 0n);
    const currencies = [...new Set(lines.map(({ currency }) => currency))];
    if (currencies.some((one) => total(lines.filter(({ currency }) => currency === one)) !== 0n)) return 'unbalanced';
    const parts: Part[] = [];
    for (const { account, currency } of lines) {
      if (parts.some((part) => part.account === account && part.currency === currency)) continue;
      const net = total(lines.filter((line) => line.account === account && line.currency === currency));
      parts.push({ account, currency, net });
    }
    return parts.some(({ net }) => net === 0n) ? 'same-account' : parts;
  }

  #refusal(parts: readonly Part[]): string | undefined {
    const reasons = parts.filter(({ account }) => !account.startsWith('@')).map((part) => this.#reason(part));
    return ORDER.find((one) => reasons.includes(one));
  }

  #reason({ account, currency, net }: Part): string | undefined {
    const known = this.accounts.get(account);
    if (known === undefined) return 'account-not-found';
    if (known.status !== 'open') return `account-${known.status}`;
    if (known.currency !== currency) return 'currency-mismatch';
    const out = known.normal === 'credit' ? -net : net;
    if (out <= 0n || known.overdraft === null) return undefined;
    const balance = this.balance(account, currency) * (known.normal === 'credit' ? 1n : -1n);
    const held = this.held(account, currency, known.normal === 'credit' ? 'debit' : 'credit');
    const available = balance - (held < 0n ? -held : held) + known.overdraft;
    return out > available ? 'insufficient-funds' : undefined;
  }
}

/** What of a part has moved. */
const moved = ({ state, single, posted }: PaperTransaction, { net }: Pick<Part, 'net'>): bigint => {
  if (single === undefined || posted === 0n) return state === 'posted' ? net : 0n;
  return net < 0n ? -posted : posted;
};
