import { pathOf } from '../data/api.ts';
import { linkTo } from '../data/route.ts';
import type { Account, Entry, Page, SystemAccount, Transaction } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Money } from '../parts/money.tsx';
import { Pages } from '../parts/pages.tsx';
import { BalancePlot } from '../parts/plot.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { Time } from '../parts/time.tsx';

/** Where the money is. */
export const Accounts = () => (
  <>
    <h1>Accounts</h1>
    <p class="soft">
      Where the money is. System accounts, such as <a href={linkTo('accounts', '@world')}>@world</a>, stand for what is
      outside.
    </p>
    <Pages<Account>
      path="/v1/accounts"
      everyMs={10_000}
      empty="There is no account yet. POST /v1/accounts opens the first one."
    >
      {(all) => (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th>Account</th>
                <th>Name</th>
                <th class="number">Balance</th>
                <th class="number">Available</th>
                <th>State</th>
                <th>Opened</th>
              </tr>
            </thead>
            <tbody>
              {all.map(({ id, name, currency, balance, status, createdAt }) => (
                <tr key={id}>
                  <th>
                    <a href={linkTo('accounts', id)}>{id}</a>
                  </th>
                  <td dir="auto">{name ?? '–'}</td>
                  <td class="number">
                    <Money minor={balance.posted} currency={currency} />
                  </td>
                  <td class="number">
                    {balance.available === null ? 'no limit' : <Money minor={balance.available} currency={currency} />}
                  </td>
                  <td>
                    <StateTag state={status} />
                  </td>
                  <td class="nowrap">
                    <Time at={createdAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Pages>
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

const Entries = ({ id, currency, side }: { readonly id: string; readonly currency: string; readonly side: string }) => (
  <Pages<Entry>
    path={`/v1/accounts/${encodeURIComponent(id)}/entries`}
    query={{ currency: id.startsWith('@') ? currency : undefined }}
    everyMs={10_000}
    empty="Nothing has touched it yet."
  >
    {(all) => (
      <>
        <BalancePlot
          currency={currency}
          points={[...all].reverse().map(({ at, balanceAfter }) => ({ at, minor: balanceAfter }))}
        />
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th>When</th>
                <th>What</th>
                <th class="number">Amount</th>
                <th class="number">Held</th>
                <th class="number">Balance after</th>
              </tr>
            </thead>
            <tbody>
              {all.map(({ version, transactionId, direction, amount, pending, balanceAfter, at, description }) => (
                <tr key={version}>
                  <td class="nowrap">
                    <Time at={at} />
                  </td>
                  <td dir="auto">
                    <a href={linkTo('transactions', transactionId)}>{description ?? transactionId}</a>
                  </td>
                  <td class="number">
                    {amount !== '0' && (
                      <Money minor={direction === side ? amount : `-${amount}`} currency={currency} signed />
                    )}
                  </td>
                  <td class="number">{pending === '0' ? '' : <Money minor={pending} currency={currency} signed />}</td>
                  <td class="number">
                    <Money minor={balanceAfter} currency={currency} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </>
    )}
  </Pages>
);

const Holds = ({ id }: { readonly id: string }) => {
  const held = useQuery<Page<Transaction>>(
    pathOf('/v1/transactions', { account: id, state: 'pending', limit: '20' }),
    10_000,
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
  const account = useQuery<Account | SystemAccount>(`/v1/accounts/${encodeURIComponent(id)}`, 5_000);
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
