import { linkTo } from '../data/route.ts';
import type { Delivery, Endpoint } from '../data/shapes.ts';
import { useAction } from '../data/use-action.ts';
import { useQuery } from '../data/use-query.ts';
import { words } from '../format.ts';
import { Listing } from '../parts/listing.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { List, Pages } from '../parts/pages.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import type { Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';

const ENDPOINTS: readonly Column<Endpoint>[] = [
  { title: 'Endpoint', head: true, cell: ({ id, url }) => <a href={linkTo('webhooks', id)}>{url}</a> },
  { title: 'Takes', cell: ({ events }) => events.join(', ') },
  {
    title: 'State',
    cell: ({ enabled, disabledReason }) => (
      <>
        <StateTag state={enabled ? 'enabled' : 'disabled'} /> <span class="soft">{disabledReason}</span>
      </>
    ),
  },
  { title: 'Made', short: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
];

/** Endpoints of clients that events are sent to. */
export const Webhooks = () => (
  <>
    <h1>Webhooks</h1>
    <p class="soft">Servers of yours that are told what happened.</p>
    <List
      question={['endpoints']}
      ask={(folio, query) => folio.GET('/v1/webhook-endpoints', { params: { query } })}
      everyMs={10_000}
      empty="No endpoint is there yet."
      keyOf={({ id }) => id}
      columns={ENDPOINTS}
    />
  </>
);

const Redeliver = ({ id }: { readonly id: string }) => {
  const { busy, done, failure, run } = useAction((folio, key) =>
    folio.POST('/v1/deliveries/{id}/redeliver', { params: { path: { id }, header: { 'Idempotency-Key': key } } }),
  );
  return (
    <>
      <button type="button" onClick={run} disabled={busy || done !== undefined}>
        Send again
      </button>{' '}
      <span role="status">{busy ? 'on its way' : done !== undefined ? 'sent again' : failure?.message}</span>
    </>
  );
};

const lastAnswer = ({ attempts }: Delivery): string => {
  const last = attempts.at(-1);
  if (last === undefined) return '–';
  return last.error === null ? `${last.status} in ${last.latencyMs} ms` : words(last.error);
};

const DELIVERIES: readonly Column<Delivery>[] = [
  { title: 'Event', head: true, cell: ({ eventType }) => <code>{eventType}</code> },
  { title: 'State', cell: ({ state }) => <StateTag state={state} /> },
  { title: 'Attempts', number: true, cell: ({ attemptCount }) => attemptCount },
  { title: 'Last answer', cell: lastAnswer },
  { title: 'Made', short: true, cell: ({ createdAt }) => <Time at={createdAt} /> },
  { title: 'Again', cell: ({ id }) => <Redeliver id={id} /> },
];

export const WebhookRoom = ({ id }: { readonly id: string }) => {
  const endpoint = useQuery(
    ['endpoint', id],
    (folio) => folio.GET('/v1/webhook-endpoints/{id}', { params: { path: { id } } }),
    { everyMs: 10_000 },
  );
  return (
    <>
      <h1>
        <a href="#/webhooks">Webhooks</a> <span class="soft">/</span> {id}
      </h1>
      <Loaded query={endpoint}>
        {({ url, enabled, disabledReason, events }) => (
          <p>
            <code>{url}</code> <StateTag state={enabled ? 'enabled' : 'disabled'} /> {disabledReason}{' '}
            <span class="soft">takes {events.join(', ')}</span>
          </p>
        )}
      </Loaded>
      <section>
        <h2>Deliveries</h2>
        <List
          question={['deliveries', id]}
          ask={(folio, query) =>
            folio.GET('/v1/webhook-endpoints/{id}/deliveries', { params: { path: { id }, query } })
          }
          everyMs={5_000}
          empty="Nothing was sent to it yet."
          keyOf={(one) => one.id}
          columns={DELIVERIES}
        />
      </section>
    </>
  );
};

/** The public feed, oldest first as the API has it. */
export const Feed = () => (
  <>
    <h1>Feed</h1>
    <p class="soft">Every public event of 90 days, once and in one order, oldest first.</p>
    <Pages
      question={['feed']}
      ask={(folio, query) => folio.GET('/v1/events', { params: { query } })}
      everyMs={5_000}
      empty="Nothing has happened yet."
    >
      {(all) => (
        <ul class="list">
          {all.map(({ id, type, timestamp, data }) => (
            <li key={id}>
              <details>
                <summary>
                  <code>{type}</code> <Time at={timestamp} />
                </summary>
                <Listing text={JSON.stringify(data, null, 2)} says={`Data of ${type}`} />
              </details>
            </li>
          ))}
        </ul>
      )}
    </Pages>
  </>
);
