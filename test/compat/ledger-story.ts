import type { DynamoDBRecord } from 'aws-lambda';
import type { Told } from '../store/relay/rig.ts';
import type { Item } from './golden.ts';
import type { Answer, Request } from './ledger-http.ts';

export interface Exchange {
  readonly request: Request;
  readonly answer: Pick<Answer, 'status' | 'text'>;
}

/** What one release of the ledger left behind, and what it said: later releases have to live with it. */
export interface LedgerGolden {
  readonly release: number;
  /** Requests that moved state, in their order, with what was answered. */
  readonly writes: readonly Exchange[];
  /** What was answered at the end. */
  readonly reads: readonly Exchange[];
  readonly items: readonly Item[];
  /** What the stream of its table carried, in order. */
  readonly records: readonly DynamoDBRecord[];
  readonly events: readonly Told[];
}

const account = (id: string, more: object = {}): Request => ({
  route: 'POST /v1/accounts',
  key: `open-${id}`,
  body: { id, currency: 'USD', ...more },
});
const move = (key: string, from: string, to: string, amount: string, more: object = {}): Request => ({
  route: 'POST /v1/transactions',
  key,
  body: { currency: 'USD', postings: [{ from, to, amount }], ...more },
});
const at = (route: string, id: string, key: string, body?: unknown): Request => ({
  route,
  params: { id },
  key,
  ...(body === undefined ? {} : { body }),
});

/** One of everything that the ledger keeps; `idOf` names the transaction that an earlier key made. */
export const STORY: readonly ((idOf: (key: string) => string) => Request)[] = [
  () => account('alice', { name: 'Alice', metadata: { team: 'a' } }),
  () => account('bob', { overdraft: { limit: '500' } }),
  () => account('till', { normalBalance: 'debit' }),
  () => move('fund', '@world', 'alice', '10000', { description: 'First money', metadata: { invoice: '7' } }),
  () => move('pay', 'alice', 'bob', '1250', { reference: 'invoice 42' }),
  () => move('back-dated', 'alice', 'bob', '100', { effectiveAt: '2026-01-31T12:00:00Z' }),
  () => move('fee', 'bob', '@fees', '15'),
  () => move('refused', 'alice', 'bob', '99999999'),
  () => move('hold-kept', 'alice', 'bob', '300', { pending: true }),
  () => move('hold-posted', 'alice', 'bob', '200', { pending: true }),
  (idOf) => at('POST /v1/transactions/{id}/post', idOf('hold-posted'), 'posting', { amount: '150' }),
  () => move('hold-voided', 'alice', 'bob', '70', { pending: true }),
  (idOf) => at('POST /v1/transactions/{id}/void', idOf('hold-voided'), 'voiding'),
  (idOf) => at('POST /v1/transactions/{id}/reverse', idOf('fee'), 'reversing'),
  () => ({
    route: 'POST /v1/transactions/bulk',
    key: 'bulk',
    body: {
      mode: 'independent',
      transactions: [
        { key: 'b1', currency: 'USD', postings: [{ from: 'alice', to: 'bob', amount: '5' }] },
        { key: 'b2', currency: 'USD', postings: [{ from: 'bob', to: 'alice', amount: '7' }] },
      ],
    },
  }),
  () => at('POST /v1/accounts/{id}/freeze', 'till', 'freezing'),
];

export const readsOf = (idOf: (key: string) => string): readonly Request[] => [
  ...['alice', 'bob', 'till', '@world'].map((id) => ({ route: 'GET /v1/accounts/{id}', params: { id } })),
  ...['alice', 'bob'].map((id) => ({ route: 'GET /v1/accounts/{id}/entries', params: { id } })),
  ...['pay', 'hold-kept', 'hold-posted', 'hold-voided', 'fee'].map((key) => ({
    route: 'GET /v1/transactions/{id}',
    params: { id: idOf(key) },
  })),
  { route: 'GET /v1/accounts/{id}/balance', params: { id: 'alice' }, query: 'at=2026-02-01T00:00:00Z' },
];
