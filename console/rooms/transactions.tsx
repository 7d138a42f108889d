import { linkTo } from '../data/route.ts';
import type { Transaction } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Money } from '../parts/money.tsx';
import { Pages } from '../parts/pages.tsx';
import { StateTag } from '../parts/state-tag.tsx';
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

/** Money that moved, newest first. */
export const Transactions = ({ query }: { readonly query: URLSearchParams }) => {
  const state = query.get('state') ?? undefined;
  return (
    <>
      <h1>Transactions</h1>
      <nav class="tabs" aria-label="By state">
        {[undefined, 'posted', 'pending', 'voided', 'expired'].map((one) => (
          <a
            key={one ?? 'all'}
            href={linkTo('transactions', '', one === undefined ? {} : { state: one })}
            aria-current={one === state ? 'page' : undefined}
          >
            {one ?? 'all'}
          </a>
        ))}
      </nav>
      <Pages<Transaction> path="/v1/transactions" query={{ state }} everyMs={5_000} empty="No money has moved yet.">
        {(all) => (
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th>When</th>
                  <th>What</th>
                  <th>From and to</th>
                  <th class="number">Amount</th>
                  <th>State</th>
                </tr>
              </thead>
              <tbody>
                {all.map((one) => (
                  <tr key={one.id}>
                    <td class="nowrap">
                      <Time at={one.createdAt} />
                    </td>
                    <th dir="auto">
                      <a href={linkTo('transactions', one.id)}>{one.description ?? one.reference ?? one.id}</a>
                    </th>
                    <td>
                      <Ways entries={one.entries} />
                    </td>
                    <td class="number">
                      {one.entries
                        .filter(({ direction }) => direction === 'debit')
                        .slice(0, 2)
                        .map(({ account, amount, currency }) => (
                          <Money key={account} minor={amount} currency={currency} />
                        ))}
                    </td>
                    <td>
                      <StateTag state={one.state} />
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
};

export const TransactionRoom = ({ id }: { readonly id: string }) => {
  const transaction = useQuery<Transaction>(`/v1/transactions/${encodeURIComponent(id)}`, 5_000);
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
              <div class="scroll">
                <table>
                  <thead>
                    <tr>
                      <th>Account</th>
                      <th class="number">Debit</th>
                      <th class="number">Credit</th>
                    </tr>
                  </thead>
                  <tbody>
                    {one.entries.map(({ account, direction, amount, currency }) => (
                      <tr key={`${account} ${currency} ${direction}`}>
                        <th>{accountLink(account)}</th>
                        <td class="number">{direction === 'debit' && <Money minor={amount} currency={currency} />}</td>
                        <td class="number">{direction === 'credit' && <Money minor={amount} currency={currency} />}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </section>
          </>
        )}
      </Loaded>
    </>
  );
};
