import { linkTo } from '../data/route.ts';
import type { DeliveryMetrics, Scorecard } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { words } from '../format.ts';
import { Loaded } from '../parts/loaded.tsx';
import { Pages } from '../parts/pages.tsx';
import { type Column, Table } from '../parts/table.tsx';

type Figure = DeliveryMetrics['deploymentsPerDay'];

const share = ({ value, of }: Figure) =>
  value === null ? <span class="soft">nothing yet</span> : `${Math.round(value * 100)} % of ${of}`;

const UNITS = [
  ['days', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

const span = ({ value, of }: Figure) => {
  if (value === null) return <span class="soft">nothing failed</span>;
  const [unit, seconds] = UNITS.find(([, size]) => value >= size) ?? ['s', 1];
  return `${(value / seconds).toFixed(unit === 's' ? 0 : 1)} ${unit}, of ${of}`;
};

const DELIVERY: readonly Column<DeliveryMetrics>[] = [
  { title: 'Domain', head: true, cell: ({ domain }) => <a href={linkTo('releases', domain)}>{domain}</a> },
  {
    title: 'Went live',
    short: true,
    cell: ({ deploymentsPerDay: { of } }) => (of === 1 ? 'once' : `${of} times`),
  },
  { title: 'Taken back', short: true, cell: ({ changeFailRate }) => share(changeFailRate) },
  {
    title: 'Until it was well again',
    short: true,
    cell: ({ failedDeploymentRecoverySeconds }) => span(failedDeploymentRecoverySeconds),
  },
  { title: 'Mended another', short: true, cell: ({ reworkRate }) => share(reworkRate) },
];

/** What was found, in words. */
const found = (value: string | number | boolean): string =>
  value === true ? 'yes' : value === false ? 'no' : String(value);

const Below = ({ card }: { readonly card: Scorecard }) => (
  <li>
    <h3>
      <a href={linkTo('components', card.component)}>{card.component}</a>{' '}
      <span class="state waiting">
        {card.level ?? 'no level yet'}, and {card.asked} is asked
      </span>
    </h3>
    {card.criteria
      .filter(({ pass }) => !pass)
      .map(({ id, value, threshold, mend }) => (
        <p key={id}>
          <strong>{words(id)}</strong>{' '}
          <span class="soft">
            {found(value)} where {found(threshold)} is asked. To mend it:
          </span>{' '}
          {mend}
        </p>
      ))}
  </li>
);

/** How parts meet what they are held to, and how changes reach users. */
export const Standards = () => {
  const metrics = useQuery(['metrics'], (folio) => folio.GET('/v1/catalog/metrics'), { everyMs: 30_000 });
  return (
    <>
      <h1>Standards</h1>
      <section>
        <h2>How changes reach users</h2>
        <p class="soft">
          The last 28 days, from the release log: what DORA measures of delivery. How long a commit waits until it is
          live is asked of git: <code>folio release metrics</code>.
        </p>
        <Loaded query={metrics}>
          {({ data }) => <Table rows={data} keyOf={({ domain }) => domain} columns={DELIVERY} />}
        </Loaded>
      </section>
      <section>
        <h2>Parts below what their tier asks</h2>
        <p class="soft">
          Read from what is deployed, never typed in. Tier 1 is held to gold, tier 2 to silver, tier 3 to bronze.
        </p>
        <Pages
          question={['scorecards']}
          ask={(folio, page) => folio.GET('/v1/catalog/scorecards', { params: { query: { below: 'true', ...page } } })}
          empty="Every part has the level that its tier asks for."
        >
          {(all) => (
            <ol class="trouble">
              {all.map((card) => (
                <Below key={card.component} card={card} />
              ))}
            </ol>
          )}
        </Pages>
      </section>
    </>
  );
};
