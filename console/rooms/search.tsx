import { linkTo } from '../data/route.ts';
import { useQuery } from '../data/use-query.ts';
import { Rows } from './components.tsx';

/** By any id, or a part of a name of the system. */
export const Search = ({ q }: { readonly q: string }) => {
  const byId = { params: { path: { id: q } } };
  // What is not there is no failure here.
  const account = useQuery(['account', q], (folio) => folio.GET('/v1/accounts/{id}', byId), {
    when: /^[@A-Za-z0-9][\w.:@-]{0,254}$/.test(q),
  });
  const transaction = useQuery(['transaction', q], (folio) => folio.GET('/v1/transactions/{id}', byId), {
    when: q.startsWith('txn_'),
  });
  const payment = useQuery(['payment', q], (folio) => folio.GET('/v1/payments/{id}', byId), {
    when: q.startsWith('pay_'),
  });
  const referenced = useQuery(['referenced', q], (folio) =>
    folio.GET('/v1/transactions', { params: { query: { reference: q, limit: '10' } } }),
  );
  const parts = useQuery(['parts', q], (folio) =>
    folio.GET('/v1/catalog/components', { params: { query: { q: q.slice(0, 64), limit: '25' } } }),
  );
  const all = [account, transaction, payment, referenced, parts];
  const isAsking = [referenced, parts].some(({ data, failure }) => data === undefined && failure === undefined);
  const found = [account.data, transaction.data, payment.data, referenced.data?.data[0], parts.data?.data[0]];
  return (
    <>
      <h1>Found for “{q}”</h1>
      {isAsking && (
        <p class="loading" role="status">
          Looking …
        </p>
      )}
      <ul class="plain large">
        {account.data !== undefined && (
          <li>
            Account <a href={linkTo('accounts', q)}>{q}</a>
          </li>
        )}
        {transaction.data !== undefined && (
          <li>
            Transaction <a href={linkTo('transactions', q)}>{q}</a>
          </li>
        )}
        {payment.data !== undefined && (
          <li>
            Payment <a href={linkTo('payments', q)}>{q}</a>
          </li>
        )}
        {referenced.data?.data.map(({ id: one, description }) => (
          <li key={one}>
            Transaction with this reference <a href={linkTo('transactions', one)}>{description ?? one}</a>
          </li>
        ))}
      </ul>
      {parts.data !== undefined && parts.data.data.length > 0 && (
        <section>
          <h2>Parts of the system</h2>
          <Rows all={parts.data.data} />
        </section>
      )}
      {!isAsking && found.every((one) => one === undefined) && (
        <p>
          Nothing has this id, reference or name
          {all.some(({ failure }) => failure !== undefined) ? ' that you may see' : ''}.
        </p>
      )}
    </>
  );
};
