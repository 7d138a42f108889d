import { linkTo } from '../data/route.ts';
import type { ParkingPlace } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { HealthIcon } from '../parts/health.tsx';
import { Listing } from '../parts/listing.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PartLinks } from '../parts/part-links.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';

const isUnread = ({ waiting }: ParkingPlace): boolean => waiting === null;
const countOf = ({ waiting, inHand }: ParkingPlace): number => (waiting ?? 0) + (inHand ?? 0);

const what = ({ type, waiting, inHand, more }: ParkingPlace): string => {
  const count = (waiting ?? 0) + (inHand ?? 0);
  const noun = type === 'queue' ? 'message' : 'batch of stream records';
  const many = type === 'queue' ? 'messages' : 'batches of stream records';
  const held = inHand !== null && inHand > 0 ? `, ${inHand} of them in somebody’s hand` : '';
  return `${more ? 'more than ' : ''}${count} ${count === 1 ? noun : many}${held}`;
};

/** The command takes a part of a place's name; the name itself is the one part that is no other's. */
const commandsFor = ({ name }: ParkingPlace): string =>
  [
    '# what is parked: its type, why, how often it was tried',
    `folio dlq list --queue ${name}`,
    '# all that may be seen of one, and where its log is',
    'folio dlq show <id>',
    '# once the cause is mended: back to where it came from',
    `folio dlq redrive --queue ${name}`,
  ].join('\n');

const Full = ({ place }: { readonly place: ParkingPlace }) => (
  <li>
    <h3>
      <a href={linkTo('components', place.id)}>{place.id}</a> <span class="state bad">{what(place)}</span>
    </h3>
    <p>
      Failed work of <PartLinks ids={place.parkedBy} />
      {place.oldestAt !== null && (
        <>
          . The oldest came <Time at={place.oldestAt} />
        </>
      )}
      . {place.runbook !== null && <a href={linkTo('runbooks', place.runbook)}>What to do</a>}
    </p>
    <p class="soft">{place.owner ?? 'Nobody'} answers for it. By the command line (on AWS with --target aws):</p>
    <Listing text={commandsFor(place)} says={`Commands for ${place.id}`} />
  </li>
);

const PLACES: readonly Column<ParkingPlace>[] = [
  { title: 'Place', head: true, short: true, cell: ({ id }) => <a href={linkTo('components', id)}>{id}</a> },
  {
    title: 'Holds',
    short: true,
    cell: (place) =>
      isUnread(place) ? (
        <>
          <HealthIcon health="unknown" /> not known
        </>
      ) : countOf(place) === 0 ? (
        'nothing'
      ) : (
        what(place)
      ),
  },
  { title: 'Failed work of', cell: ({ parkedBy }) => <PartLinks ids={parkedBy} /> },
  { title: 'Answers for it', short: true, cell: ({ owner }) => owner ?? '–' },
];

const headline = (full: number, unread: number): string => {
  if (full > 0) return full === 1 ? 'Work is parked at one place' : `Work is parked at ${full} places`;
  return unread > 0 ? 'Nobody can say of some places what they hold' : 'Nothing is parked';
};

/** Where work lies that failed all its tries. */
export const DeadLetters = () => {
  const places = useQuery(['dead-letters'], (folio, known) => folio.GET('/v1/catalog/dead-letters', known), {
    everyMs: 5_000,
  });
  return (
    <>
      <h1>Dead letters</h1>
      <p class="soft">
        Work that failed every try is parked, so that nothing is lost and nothing behind it waits. Nobody brings it back
        but a person, once the cause is mended.
      </p>
      <Loaded query={places}>
        {({ data, unread }) => {
          const full = data.filter((one) => countOf(one) > 0);
          const health = full.length > 0 ? 'degraded' : unread > 0 ? 'unknown' : 'ok';
          return (
            <>
              <section class={`headline ${health}`} aria-live="polite">
                <HealthIcon health={health} />
                <div>
                  <h2>{headline(full.length, unread)}</h2>
                  <p>
                    {data.length} places are looked at{unread > 0 && `; AWS did not tell of ${unread}`}.
                  </p>
                </div>
                {full.length > 0 && (
                  <ol class="trouble">
                    {full.map((place) => (
                      <Full key={place.id} place={place} />
                    ))}
                  </ol>
                )}
              </section>
              <section>
                <h2>All places</h2>
                <Table rows={data} keyOf={({ id }) => id} columns={PLACES} />
              </section>
            </>
          );
        }}
      </Loaded>
    </>
  );
};
