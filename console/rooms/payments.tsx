import { linkTo } from '../data/route.ts';
import type { Payment } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { words } from '../format.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Money } from '../parts/money.tsx';
import { Pages } from '../parts/pages.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { Time } from '../parts/time.tsx';

const toWhom = ({ to }: Pick<Payment, 'to'>): string => to.account ?? to.name ?? to.destination ?? to.rail;

/** Payments over rails of banks, newest first. */
export const Payments = () => (
  <>
    <h1>Payments</h1>
    <p class="soft">Money on its way over a rail: from the order to what the bank said.</p>
    <Pages<Payment> path="/v1/payments" everyMs={5_000} empty="There is no payment yet.">
      {(all) => (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th>Payment</th>
                <th>From</th>
                <th>To</th>
                <th>Rail</th>
                <th class="number">Amount</th>
                <th>State</th>
                <th>Made</th>
              </tr>
            </thead>
            <tbody>
              {all.map((one) => (
                <tr key={one.id}>
                  <th dir="auto">
                    <a href={linkTo('payments', one.id)}>{one.reference ?? one.id}</a>
                  </th>
                  <td>
                    <a href={linkTo('accounts', one.from)}>{one.from}</a>
                  </td>
                  <td dir="auto">{toWhom(one)}</td>
                  <td>{one.to.rail}</td>
                  <td class="number">
                    <Money minor={one.amount} currency={one.currency} />
                  </td>
                  <td>
                    <StateTag state={one.state} />
                    {one.stuck !== null && <span class="tag bad">a person has to look</span>}
                  </td>
                  <td class="nowrap">
                    <Time at={one.createdAt} />
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

export const PaymentRoom = ({ id }: { readonly id: string }) => {
  const payment = useQuery<Payment>(`/v1/payments/${encodeURIComponent(id)}`, 3_000);
  return (
    <>
      <h1>
        <a href="#/payments">Payments</a> <span class="soft">/</span> {id}
      </h1>
      <Loaded query={payment}>
        {(one) => (
          <>
            <p class="large">
              <Money minor={one.amount} currency={one.currency} /> <StateTag state={one.state} />
            </p>
            {one.failure !== null && (
              <div class="note bad">
                <p>
                  {one.failure.detail} <span class="soft">({one.failure.code})</span>
                </p>
              </div>
            )}
            {one.stuck !== null && (
              <div class="note bad">
                <p>A person has to look: {words(one.stuck)}.</p>
              </div>
            )}
            <dl class="facts">
              <div>
                <dt>From</dt>
                <dd>
                  <a href={linkTo('accounts', one.from)}>{one.from}</a>
                </dd>
              </div>
              <div>
                <dt>To</dt>
                <dd dir="auto">{toWhom(one)}</dd>
              </div>
              <div>
                <dt>Rail</dt>
                <dd>{one.to.rail}</dd>
              </div>
              {one.reference !== null && (
                <div>
                  <dt>Reference</dt>
                  <dd dir="auto">{one.reference}</dd>
                </div>
              )}
              {Object.entries(one.transactions).map(
                ([role, transaction]) =>
                  transaction !== null && (
                    <div key={role}>
                      <dt>{role}</dt>
                      <dd>
                        <a href={linkTo('transactions', transaction)}>{transaction}</a>
                      </dd>
                    </div>
                  ),
              )}
            </dl>
            <section>
              <h2>What happened</h2>
              <ol class="timeline">
                {one.timeline.map(({ step, at, note }) => (
                  <li key={`${step} ${at}`}>
                    <strong>{words(step)}</strong> <Time at={at} />
                    {note !== null && <span class="soft"> {note}</span>}
                  </li>
                ))}
              </ol>
            </section>
          </>
        )}
      </Loaded>
    </>
  );
};
