import { linkTo } from '../data/route.ts';
import type { Payment } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { words } from '../format.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Money } from '../parts/money.tsx';
import { List } from '../parts/pages.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import type { Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';

/** The name of who is paid, or what else stands for them on this rail. */
const toWhom = ({ to }: Pick<Payment, 'to'>): string => {
  const names: Readonly<Record<string, unknown>> = to;
  const said = [names.account, names.name, names.destination].find((one) => typeof one === 'string');
  return typeof said === 'string' ? said : to.rail;
};

const PAYMENTS: readonly Column<Payment>[] = [
  {
    title: 'Payment',
    head: true,
    text: true,
    cell: ({ id, reference }) => <a href={linkTo('payments', id)}>{reference ?? id}</a>,
  },
  { title: 'From', cell: ({ from }) => <a href={linkTo('accounts', from)}>{from}</a> },
  { title: 'To', text: true, cell: toWhom },
  { title: 'Rail', cell: ({ to }) => to.rail },
  { title: 'Amount', number: true, cell: ({ amount, currency }) => <Money minor={amount} currency={currency} /> },
  {
    title: 'State',
    cell: ({ state, stuck }) => (
      <>
        <StateTag state={state} />
        {stuck !== null && <span class="tag bad">a person has to look</span>}
      </>
    ),
  },
  { title: 'Made', short: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
];

/** Payments over rails of banks, newest first. */
export const Payments = () => (
  <>
    <h1>Payments</h1>
    <p class="soft">Money on its way over a rail: from the order to what the bank said.</p>
    <List
      question={['payments']}
      ask={(folio, query) => folio.GET('/v1/payments', { params: { query } })}
      everyMs={5_000}
      empty="There is no payment yet."
      keyOf={({ id }) => id}
      columns={PAYMENTS}
    />
  </>
);

export const PaymentRoom = ({ id }: { readonly id: string }) => {
  const payment = useQuery(['payment', id], (folio) => folio.GET('/v1/payments/{id}', { params: { path: { id } } }), {
    everyMs: 3_000,
  });
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
