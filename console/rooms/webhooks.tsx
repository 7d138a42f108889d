import { useContext, useState } from 'preact/hooks';
import { call } from '../data/api.ts';
import { linkTo } from '../data/route.ts';
import { SessionContext } from '../data/session-context.ts';
import type { Delivery, Endpoint, PublicEvent } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { words } from '../format.ts';
import { Listing } from '../parts/listing.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Pages } from '../parts/pages.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { Time } from '../parts/time.tsx';

/** Endpoints of clients that events are sent to. */
export const Webhooks = () => (
  <>
    <h1>Webhooks</h1>
    <p class="soft">Servers of yours that are told what happened.</p>
    <Pages<Endpoint> path="/v1/webhook-endpoints" everyMs={10_000} empty="No endpoint is there yet.">
      {(all) => (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th>Endpoint</th>
                <th>Takes</th>
                <th>State</th>
                <th>Made</th>
              </tr>
            </thead>
            <tbody>
              {all.map(({ id, url, events, enabled, disabledReason, createdAt }) => (
                <tr key={id}>
                  <th>
                    <a href={linkTo('webhooks', id)}>{url}</a>
                  </th>
                  <td>{events.join(', ')}</td>
                  <td>
                    <StateTag state={enabled ? 'enabled' : 'disabled'} /> <span class="soft">{disabledReason}</span>
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

const Redeliver = ({ id }: { readonly id: string }) => {
  const { session } = useContext(SessionContext);
  const [said, say] = useState('');
  // One key a button: pressed twice it is one redelivery.
  const [key] = useState(() => crypto.randomUUID());
  const send = async (): Promise<void> => {
    say('on its way');
    try {
      await call(session, `/v1/deliveries/${encodeURIComponent(id)}/redeliver`, { method: 'POST', key });
      say('sent again');
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <button type="button" onClick={send} disabled={said !== ''}>
        Send again
      </button>{' '}
      <span role="status">{said}</span>
    </>
  );
};

const lastAnswer = ({ attempts }: Delivery): string => {
  const last = attempts.at(-1);
  if (last === undefined) return '–';
  return last.error === null ? `${last.status} in ${last.latencyMs} ms` : words(last.error);
};

export const WebhookRoom = ({ id }: { readonly id: string }) => {
  const endpoint = useQuery<Endpoint>(`/v1/webhook-endpoints/${encodeURIComponent(id)}`, 10_000);
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
        <Pages<Delivery>
          path={`/v1/webhook-endpoints/${encodeURIComponent(id)}/deliveries`}
          everyMs={5_000}
          empty="Nothing was sent to it yet."
        >
          {(all) => (
            <div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th>Event</th>
                    <th>State</th>
                    <th class="number">Attempts</th>
                    <th>Last answer</th>
                    <th>Made</th>
                    <th>Again</th>
                  </tr>
                </thead>
                <tbody>
                  {all.map((one) => (
                    <tr key={one.id}>
                      <th>
                        <code>{one.eventType}</code>
                      </th>
                      <td>
                        <StateTag state={one.state} />
                      </td>
                      <td class="number">{one.attemptCount}</td>
                      <td>{lastAnswer(one)}</td>
                      <td class="nowrap">
                        <Time at={one.createdAt} />
                      </td>
                      <td>
                        <Redeliver id={one.id} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Pages>
      </section>
    </>
  );
};

/** The public feed, oldest first as the API has it. */
export const Feed = () => (
  <>
    <h1>Feed</h1>
    <p class="soft">Every public event of 90 days, once and in one order, oldest first.</p>
    <Pages<PublicEvent> path="/v1/events" everyMs={5_000} empty="Nothing has happened yet.">
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
