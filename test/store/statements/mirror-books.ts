import type { DomainQuestion } from '../../../functions/kernel/aws/ask-domain.ts';

interface Entry {
  readonly id: string;
  readonly amount: number;
  readonly at: string;
  readonly reference?: string;
}

/** A ledger with one account that mirrors the bank's, debit-normal, and postings that count once by their keys. */
export class MirrorBooks {
  readonly entries: Entry[] = [];
  readonly keys = new Map<string, string>();
  refuses = false;

  add(amount: number, day: string, reference?: string): void {
    const id = `txn_${this.entries.length}`;
    this.entries.push({ id, amount, at: `${day}T12:00:00.000Z`, ...(reference === undefined ? {} : { reference }) });
  }

  readonly answer = ({ method, path, params, query, key, body }: DomainQuestion) => {
    const ok = (value: unknown, status = 200) => ({ status, body: JSON.stringify(value) });
    if (method === 'POST') return this.#post(path, params ?? {}, key ?? '', body);
    if (path.endsWith('/entries')) {
      const told = this.#told();
      return ok({ data: query.order === 'asc' ? told : told.toReversed(), nextCursor: null });
    }
    if (path === '/v1/transactions')
      return ok({ data: this.entries.map(({ id, reference }) => ({ id, reference, metadata: {} })), nextCursor: null });
    return ok({ currency: 'EUR', version: this.entries.length, normalBalance: 'debit' });
  };

  #post(path: string, params: Readonly<Record<string, string>>, key: string, text = '{}') {
    if (this.refuses) return { status: 409, body: JSON.stringify({ detail: 'The month is closed.' }) };
    const known = this.keys.get(key);
    if (known !== undefined) return { status: 201, body: JSON.stringify({ id: known }) };
    const body = JSON.parse(text);
    if (path.endsWith('/reverse')) {
      const taken = this.entries.find(({ id }) => id === params.id);
      this.entries.push({ id: `txn_${this.entries.length}`, amount: -(taken?.amount ?? 0), at: body.effectiveAt });
    } else {
      const [{ from, amount }] = body.postings;
      this.entries.push({
        id: `txn_${this.entries.length}`,
        amount: from === 'bank' ? Number(amount) : -Number(amount),
        at: body.effectiveAt,
        reference: body.reference,
      });
    }
    const id = `txn_${this.entries.length - 1}`;
    this.keys.set(key, id);
    return { status: 201, body: JSON.stringify({ id }) };
  }

  #told() {
    let balance = 0;
    return this.entries.map(({ id, amount, at }, index) => {
      const before = balance;
      balance += amount;
      return {
        ...{ version: index + 1, transactionId: id, direction: amount < 0 ? 'credit' : 'debit' },
        ...{ amount: String(Math.abs(amount)), pending: '0' },
        ...{ balanceBefore: String(before), balanceAfter: String(balance), at, effectiveAt: at },
      };
    });
  }
}
