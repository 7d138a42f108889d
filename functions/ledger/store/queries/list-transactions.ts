import { present } from '../../../kernel/core/assert.ts';
import type { Page, Placed } from '../../../kernel/http/page-reply.ts';
import { parseTime } from '../../../kernel/values/time.ts';
import type { MadeTransaction } from '../../model/made-transaction.ts';
import { batchGet, nameOf } from '../table/batch-get.ts';
import { transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { asTransaction } from '../table/transactions.ts';
import type { Span } from './newest.ts';
import type { Candidate, Candidates } from './transactions-of-account.ts';

/** Candidates looked at in one round, and rounds of one page: a filter that lets little through costs no more than this. */
const CANDIDATES = 100;
const MAX_ROUNDS = 20;

/** A source of candidates, newest first, from after a position. */
export type Source<Position> = (from: Position | undefined, limit: number) => Promise<Candidates<Position>>;

/** A system account has an entry in each currency of a transaction: it is listed at the first of them. */
const firstCurrency = (transaction: MadeTransaction, account: string | undefined): string | undefined =>
  transaction.entries
    .filter((entry) => entry.account === account)
    .map((entry) => entry.currency)
    .toSorted()[0];

/** What a transaction must be to be listed. */
export interface Wanted {
  readonly account: string | undefined;
  readonly state: string | undefined;
  readonly created: Span;
}

const isWithin = ({ from, to }: Span, { createdAt }: MadeTransaction): boolean => {
  const at = present(parseTime(createdAt), 'a stored time can be read');
  return at >= from && at <= to;
};

const passes = (
  transaction: MadeTransaction,
  found: Candidate<unknown>,
  { account, state, created }: Wanted,
): boolean =>
  isWithin(created, transaction) &&
  (state === undefined || transaction.state === state) &&
  (account === undefined || transaction.entries.some((entry) => entry.account === account)) &&
  (found.currency === undefined || found.currency === firstCurrency(transaction, account));

/** Candidates with their transactions, as they are now; a batch read takes each once. */
const read = async <P>(store: LedgerStore, tenant: string, some: readonly Candidate<P>[]) => {
  const ids = [...new Set(some.map(({ id }) => id))];
  const items = await batchGet(
    store,
    ids.map((id) => transactionKey(tenant, id)),
  );
  const now = store.clock.now();
  return some.flatMap((candidate) => {
    const item = items.get(nameOf(transactionKey(tenant, candidate.id)));
    const found = item === undefined ? undefined : asTransaction(item, now);
    return found === undefined ? [] : [{ candidate, transaction: found.now }];
  });
};

/**
 * One page of transactions, newest first, each once. A page may be short, or empty, before the last one: it stops after a
 * bounded number of candidates, and the next one goes on from there.
 */
export const transactionsPage = async <P>(
  store: LedgerStore,
  tenant: string,
  source: Source<P>,
  wanted: Wanted,
  limit: number,
  from: P | undefined,
): Promise<Page<P>> => {
  // Without a filter that a source cannot see to, nearly all that it gives is listed.
  const candidates =
    wanted.state === undefined && wanted.account === undefined ? Math.min(limit + 1, CANDIDATES) : CANDIDATES;
  const data: Placed<P>[] = [];
  let position = from;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const { some, end, done } = await source(position, candidates);
    const batch = some.slice(0, candidates);
    for (const { candidate, transaction } of await read(store, tenant, batch)) {
      if (!passes(transaction, candidate, wanted)) continue;
      if (data.length === limit) return { data, next: position };
      position = candidate.position;
      data.push({ view: transaction, position });
    }
    if (done && batch.length === some.length) return { data, next: undefined };
    position = batch.length === some.length ? end : batch.at(-1)?.position;
  }
  return { data, next: position };
};
