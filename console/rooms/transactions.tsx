import { linkTo } from '../data/route.ts';
import type { Transaction } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Money } from '../parts/money.tsx';
import { List } from '../parts/pages.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';

const accountLink = (account: string) => <a href={linkTo('accounts', account)}>{account}</a>;

const Ways = ({ entries }: Pick<Transaction, 'entries'>) => {
  const [from, to] = [
    entries.filter(({ direction }) => direction === 'debit'),
    entries.filter(({ direction }) => direction === 'credit'),
  ];
  const named = (some: typeof entries) =>
    some.length > 2
      ? `${some.length} accounts`
      : some.map(({ account }, index) => (
          <>
            {index > 0 && ', '}
            {accountLink(account)}
          </>
        ));
  return (
    <>
      {named(from)} → {named(to)}
    </>
  );
};

const TRANSACTIONS: readonly Column<Transaction>[] = [
  { title: 'When', short: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    title: 'What',
    head: true,
    text: true,
    cell: ({ id, description, reference }) => <a href={linkTo('transactions', id)}>{description ?? reference ?? id}</a>,
  },
  { title: 'From and to', cell: Ways },
  {
    title: 'Amount',
    number: true,
    cell: ({ entries }) =>
      entries
        .filter(({ direction }) => direction === 'debit')
        .slice(0, 2)
        .map(({ account, amount, currency }) => <Money key={account} minor={amount} currency={currency} />),
  },
  { title: 'State', cell: ({ state }) => <StateTag state={state} /> },
];

const ENTRIES: readonly Column<Transaction['entries'][number]>[] = [
  { title: 'Account', head: true, cell: ({ account }) => accountLink(account) },
  ...(['debit', 'credit'] as const).map(
    (side): Column<Transaction['entries'][number]> => ({
      title: side === 'debit' ? 'Debit' : 'Credit',
      number: true,
      cell: ({ direction, amount, currency }) => direction === side && <Money minor={amount} currency={currency} />,
    }),
  ),
];

const STATES = ['posted', 'pending', 'voided', 'expired'] as const;

/** Money that moved, newest first. */
export const Transactions = ({ query }: { readonly query: URLSearchParams }) => {
  const state = STATES.find((one) => one === query.get('state'));
  return (
    <>
      <h1>Transactions</h1>
      <nav class="tabs" aria-label="By state">
        {[undefined, ...STATES].map((one) => (
          <a
            key={one ?? 'all'}
            href={linkTo('transactions', '', one === undefined ? {} : { state: one })}
            aria-current={one === state ? 'page' : undefined}
          >
            {one ?? 'all'}
          </a>
        ))}
      </nav>
      <List
        question={['transactions', state]}
        ask={(folio, page) =>
          folio.GET('/v1/transactions', { params: { query: { ...(state === undefined ? {} : { state }), ...page } } })
        }
        everyMs={5_000}
        empty="No money has moved yet."
        keyOf={({ id }) => id}
        columns={TRANSACTIONS}
      />
    </>
  );
};

export const TransactionRoom = ({ id }: { readonly id: string }) => {
  const transaction = useQuery(
    ['transaction', id],
    (folio) => folio.GET('/v1/transactions/{id}', { params: { path: { id } } }),
    { everyMs: 5_000 },
  );
  return (
    <>
      <h1>
        <a href="#/transactions">Transactions</a> <span class="soft">/</span> {id}
      </h1>
      <Loaded query={transaction}>
        {(one) => (
          <>
            <p>
              <bdi>{one.description ?? 'Without a description'}</bdi> <StateTag state={one.state} />
            </p>
            <dl class="facts">
              <div>
                <dt>Made</dt>
                <dd>
                  <Time at={one.createdAt} />
                </dd>
              </div>
              {one.effectiveAt !== null && (
                <div>
                  <dt>Counts from</dt>
                  <dd>
                    <Time at={one.effectiveAt} />
                  </dd>
                </div>
              )}
              {one.expiresAt !== null && (
                <div>
                  <dt>Held until</dt>
                  <dd>
                    <Time at={one.expiresAt} />
                  </dd>
                </div>
              )}
              {one.reference !== undefined && (
                <div>
                  <dt>Reference</dt>
                  <dd dir="auto">{one.reference}</dd>
                </div>
              )}
              {one.reversedBy !== undefined && (
                <div>
                  <dt>Reversed by</dt>
                  <dd>
                    <a href={linkTo('transactions', one.reversedBy)}>{one.reversedBy}</a>
                  </dd>
                </div>
              )}
              {one.reverses !== undefined && (
                <div>
                  <dt>Reverses</dt>
                  <dd>
                    <a href={linkTo('transactions', one.reverses)}>{one.reverses}</a>
                  </dd>
                </div>
              )}
              {Object.entries(one.metadata).map(([name, value]) => (
                <div key={name}>
                  <dt dir="auto">{name}</dt>
                  <dd dir="auto">{value}</dd>
                </div>
              ))}
            </dl>
            <section>
              <h2>Entries</h2>
              <Table
                rows={one.entries}
                keyOf={({ account, currency, direction }) => `${account} ${currency} ${direction}`}
                columns={ENTRIES}
              />
            </section>
          </>
        )}
      </Loaded>
    </>
  );
};
