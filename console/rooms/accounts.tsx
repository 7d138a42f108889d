import { linkTo } from '../data/route.ts';
import type { Account, Entry, SystemAccount } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Money } from '../parts/money.tsx';
import { List, Pages } from '../parts/pages.tsx';
import { BalancePlot } from '../parts/plot.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';

const ACCOUNTS: readonly Column<Account>[] = [
  { title: 'Account', head: true, cell: ({ id }) => <a href={linkTo('accounts', id)}>{id}</a> },
  { title: 'Name', text: true, cell: ({ name }) => name ?? '–' },
  {
    title: 'Balance',
    number: true,
    cell: ({ balance, currency }) => <Money minor={balance.posted} currency={currency} />,
  },
  {
    title: 'Available',
    number: true,
    cell: ({ balance, currency }) =>
      balance.available === null ? 'no limit' : <Money minor={balance.available} currency={currency} />,
  },
  { title: 'State', cell: ({ status }) => <StateTag state={status} /> },
  { title: 'Opened', short: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
];

/** Where the money is. */
export const Accounts = () => (
  <>
    <h1>Accounts</h1>
    <p class="soft">
      Where the money is. System accounts, such as <a href={linkTo('accounts', '@world')}>@world</a>, stand for what is
      outside.
    </p>
    <List
      question={['accounts']}
      ask={(folio, query) => folio.GET('/v1/accounts', { params: { query } })}
      everyMs={10_000}
      empty="There is no account yet. POST /v1/accounts opens the first one."
      keyOf={({ id }) => id}
      columns={ACCOUNTS}
    />
  </>
);

const isSystem = (account: Account | SystemAccount): account is SystemAccount => 'system' in account;

const Balances = ({ account }: { readonly account: Account }) => {
  const { balance, currency } = account;
  return (
    <dl class="figures">
      <div>
        <dt>Balance</dt>
        <dd class="large">
          <Money minor={balance.posted} currency={currency} />
        </dd>
      </div>
      <div>
        <dt>Available</dt>
        <dd>{balance.available === null ? 'no limit' : <Money minor={balance.available} currency={currency} />}</dd>
      </div>
      <div>
        <dt>Held, going out</dt>
        <dd>
          <Money minor={balance.pendingOut} currency={currency} />
        </dd>
      </div>
      <div>
        <dt>Held, coming in</dt>
        <dd>
          <Money minor={balance.pendingIn} currency={currency} />
        </dd>
      </div>
    </dl>
  );
};

interface EntriesProps {
  readonly id: string;
  readonly currency: string;
  readonly side: 'debit' | 'credit';
}

const entryColumns = ({ currency, side }: EntriesProps): readonly Column<Entry>[] => [
  { title: 'When', short: true, cell: ({ at }) => <Time at={at} /> },
  {
    title: 'What',
    text: true,
    cell: ({ transactionId, description }) => (
      <a href={linkTo('transactions', transactionId)}>{description ?? transactionId}</a>
    ),
  },
  {
    title: 'Amount',
    number: true,
    cell: ({ amount, direction }) =>
      amount !== '0' && <Money minor={direction === side ? amount : `-${amount}`} currency={currency} signed />,
  },
  {
    title: 'Held',
    number: true,
    cell: ({ pending }) => (pending === '0' ? '' : <Money minor={pending} currency={currency} signed />),
  },
  {
    title: 'Balance after',
    number: true,
    cell: ({ balanceAfter }) => <Money minor={balanceAfter} currency={currency} />,
  },
];

const Entries = (props: EntriesProps) => {
  const { id, currency } = props;
  // Of an account of the system there is one history for each currency.
  const which = id.startsWith('@') ? { currency } : {};
  return (
    <Pages
      question={['entries', id, currency]}
      ask={(folio, page) =>
        folio.GET('/v1/accounts/{id}/entries', { params: { path: { id }, query: { ...which, ...page } } })
      }
      everyMs={10_000}
      empty="Nothing has touched it yet."
    >
      {(all) => (
        <>
          <BalancePlot
            currency={currency}
            points={[...all].reverse().map(({ at, balanceAfter }) => ({ at, minor: balanceAfter }))}
          />
          <Table rows={all} keyOf={({ version }) => version} columns={entryColumns(props)} />
        </>
      )}
    </Pages>
  );
};

const Holds = ({ id }: { readonly id: string }) => {
  const held = useQuery(
    ['holds', id],
    (folio) => folio.GET('/v1/transactions', { params: { query: { account: id, state: 'pending', limit: '20' } } }),
    { everyMs: 10_000 },
  );
  if (held.data === undefined || held.data.data.length === 0) return null;
  return (
    <section>
      <h2>Holds</h2>
      <ul class="plain">
        {held.data.data.map(({ id: transaction, description, expiresAt, entries }) => (
          <li key={transaction}>
            <a href={linkTo('transactions', transaction)}>{description ?? transaction}</a>{' '}
            {entries
              .filter(({ account }) => account === id)
              .map(({ amount, currency }) => (
                <Money key={currency} minor={amount} currency={currency} />
              ))}{' '}
            <span class="soft">{expiresAt === null ? 'until it is posted or voided' : 'until'}</span>{' '}
            {expiresAt !== null && <Time at={expiresAt} />}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** An account, its balances, its history. */
export const AccountRoom = ({ id }: { readonly id: string }) => {
  const account = useQuery(['account', id], (folio) => folio.GET('/v1/accounts/{id}', { params: { path: { id } } }), {
    everyMs: 5_000,
  });
  return (
    <>
      <h1>
        <a href="#/accounts">Accounts</a> <span class="soft">/</span> {id}
      </h1>
      <Loaded query={account}>
        {(one) =>
          isSystem(one) ? (
            <>
              <p class="soft">A system account: it stands for what is outside, or for what Folio books itself.</p>
              {one.balances.length === 0 && <p>It was never used.</p>}
              {one.balances.map(({ currency, posted }) => (
                <section key={currency}>
                  <h2>
                    {currency} <Money minor={posted} currency={currency} />
                  </h2>
                  <Entries id={id} currency={currency} side="credit" />
                </section>
              ))}
            </>
          ) : (
            <>
              <p>
                <bdi>{one.name ?? 'Without a name'}</bdi> <StateTag state={one.status} />{' '}
                <span class="soft">
                  grows by {one.normalBalance}, opened <Time at={one.createdAt} />
                </span>
              </p>
              <Balances account={one} />
              <Holds id={id} />
              <section>
                <h2>History</h2>
                <Entries id={id} currency={one.currency} side={one.normalBalance} />
              </section>
            </>
          )
        }
      </Loaded>
    </>
  );
};
