import { useQuery } from '../data/use-query.ts';
import { Listing } from '../parts/listing.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PartLinks } from '../parts/part-links.tsx';

/** The types of events: who tells them, who listens, and what they hold. */
export const EventTypes = () => {
  const types = useQuery(['event-types'], (folio) => folio.GET('/v1/catalog/event-types'));
  return (
    <>
      <h1>Events</h1>
      <p class="soft">
        What parts tell each other once something has happened. Public ones reach clients by webhooks and the{' '}
        <a href="#/feed">feed</a>.
      </p>
      <Loaded query={types}>
        {({ data }) => (
          <ul class="list">
            {data.map(({ type, version, public: isPublic, producers, consumers, schema }) => (
              <li key={type}>
                <h2 class="small">
                  <code>{type}</code> <span class="soft">version {version ?? '–'}</span>{' '}
                  {isPublic && <span class="tag">public</span>}
                </h2>
                <p>
                  <span class="soft">told by</span> <PartLinks ids={producers} />
                </p>
                <p>
                  <span class="soft">taken by</span>{' '}
                  {consumers.length === 0 ? (
                    'nobody'
                  ) : (
                    <PartLinks ids={[...new Set(consumers.flatMap(({ functions }) => functions))]} />
                  )}
                </p>
                <details>
                  <summary>What it holds (JSON Schema)</summary>
                  <Listing text={JSON.stringify(schema, null, 2)} says={`Schema of ${type}`} />
                </details>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </>
  );
};
