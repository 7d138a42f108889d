import type { Answer, Api, ApiRequest } from '../../../bin/client/api.ts';
import { replayedHeader } from '../../../functions/ledger/model/batch-answer.ts';

interface Kept {
  readonly body: string;
  readonly status: number;
}

const USED = 'idempotency-key-reused';

/** An API with keys that remember, and one purse that all transactions spend from. */
export const fakeLedger = (purse: number) => {
  let left = purse;
  const kept = new Map<string, Kept>();
  const accounts = new Map<string, Record<string, unknown>>();
  const asked: ApiRequest[] = [];
  const booked: string[] = [];
  let conflicts = 0;

  const problem = (type: string) => ({ type: `/problems/${type}`, detail: `it is ${type}` });

  const one = ({ key, ...rest }: { readonly key: string; readonly postings: readonly { amount: string }[] }) => {
    const body = JSON.stringify(rest);
    const before = kept.get(key);
    if (before !== undefined && before.body !== body) return { status: 422, slug: USED, replayed: false };
    if (before !== undefined) return { status: before.status, slug: 'insufficient-funds', replayed: true };
    if (conflicts > 0) {
      conflicts -= 1;
      return { status: 409, slug: 'conflict', replayed: false };
    }
    const amount = Number(rest.postings[0]?.amount);
    const status = amount > left ? 422 : 201;
    if (status === 201) {
      left -= amount;
      booked.push(key);
    }
    kept.set(key, { body, status });
    return { status, slug: 'insufficient-funds', replayed: false };
  };

  const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
    status,
    body,
    headers: new Headers(headers),
    told: `answered ${status}`,
  });

  const bulk = (transactions: readonly Parameters<typeof one>[0][]): Answer => {
    const all = transactions.map(one);
    const results = all.map(({ status, slug }, index) => ({
      key: transactions[index]?.key,
      status,
      ...(status < 300 ? { transaction: {} } : { problem: problem(slug) }),
    }));
    return answer(200, { results }, replayedHeader(all as never));
  };

  const open = ({ body, key = '' }: ApiRequest): Answer => {
    const account = body as Record<string, unknown>;
    const text = JSON.stringify(body);
    const before = kept.get(key);
    if (before !== undefined && before.body !== text) return answer(422, problem(USED));
    const replayed = before === undefined ? {} : { 'idempotency-replayed': 'true' };
    const status = before?.status ?? (accounts.has(String(account.id)) ? 409 : account.currency === 'XXX' ? 422 : 201);
    kept.set(key, { body: text, status });
    if (status === 201 && before === undefined)
      accounts.set(String(account.id), { normalBalance: 'credit', overdraft: 'none', metadata: {}, ...account });
    if (status === 201) return answer(201, account, replayed);
    return answer(status, problem(status === 409 ? 'account-exists' : 'currency-unknown'), replayed);
  };

  const call = async (request: ApiRequest): Promise<Answer> => {
    asked.push(request);
    const { path, body } = request;
    if (path === '/v1/transactions/bulk') return bulk((body as { transactions: never[] }).transactions);
    if (path.startsWith('/v1/outcomes')) {
      const found = kept.get(new URLSearchParams(path.split('?')[1]).get('key') ?? '');
      return found === undefined ? answer(404, problem('not-found')) : answer(200, { status: found.status });
    }
    if (request.method === 'POST') return open(request);
    const account = accounts.get(decodeURIComponent(path.split('/').at(-1) ?? ''));
    return account === undefined ? answer(404, problem('not-found')) : answer(200, account);
  };

  return {
    api: { call } as unknown as Api,
    asked,
    booked,
    accounts,
    addFunds: (amount: number) => {
      left += amount;
    },
    conflictFor: (items: number) => {
      conflicts = items;
    },
  };
};
