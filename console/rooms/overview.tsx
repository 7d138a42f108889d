import { useHealth } from '../data/health-context.ts';
import { linkTo } from '../data/route.ts';
import type { DomainsHealthAnswer, GraphAnswer, HealthAnswer } from '../data/shapes.ts';
import { type Query, useQuery } from '../data/use-query.ts';
import { HealthBadge, HealthIcon } from '../parts/health.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { Time } from '../parts/time.tsx';

const headline = ({ health, trouble, roots }: HealthAnswer): string => {
  if (health === 'ok') return 'Everything is well';
  if (health === 'unknown') return 'Nobody can say how it is';
  return trouble.length === 1
    ? `${trouble[0]?.id} is in trouble`
    : `${trouble.length} parts are in trouble, look first at ${roots[0] ?? trouble[0]?.id}`;
};

const explained = ({ health, watched, silent, roots }: HealthAnswer): string => {
  if (health === 'unknown') return 'The alarms cannot be read, or there are none yet.';
  if (health === 'ok')
    return `${watched} alarms watch the system and none is in ALARM.${silent > 0 ? ` ${silent} of them have seen nothing to judge by yet.` : ''}`;
  return roots.length > 1
    ? 'They have more than one cause.'
    : 'What is listed first is the likely cause: all that it needs is well.';
};

export const Trouble = ({ answer }: { readonly answer: HealthAnswer }) => (
  <ol class="trouble">
    {[...answer.trouble]
      .sort((a, b) => Number(b.root) - Number(a.root))
      .map((one) => (
        <li key={one.id} class={one.root ? 'root' : ''}>
          <h3>
            <a href={linkTo('components', one.id)}>{one.id}</a> <HealthBadge health={one.health} />
            {one.root && <span class="tag">look here first</span>}
          </h3>
          {one.alarms.map((alarm) => (
            <p key={alarm.component}>
              {alarm.says} <span class="soft">Rings since</span> <Time at={alarm.since} />
              {alarm.runbook !== null && (
                <>
                  {' · '}
                  <a href={linkTo('runbooks', alarm.runbook)}>What to do</a>
                </>
              )}
            </p>
          ))}
          <p class="soft">
            {one.owner ?? 'Nobody'} answers for it
            {one.affects > 0 && `; ${one.affects} ${one.affects === 1 ? 'part fails' : 'parts fail'} with it`}.
          </p>
        </li>
      ))}
  </ol>
);

/** Which release answers, in words: it is asked of the domain itself, which may be slow or not there. */
const servedAs = (served: DomainsHealthAnswer['domains'][string] | undefined): string => {
  if (served === undefined) return '\u00a0';
  const { release, version } = served;
  if (release === null && version === null) return 'did not say which release answers';
  return [release === null ? [] : `release ${release}`, version === null ? [] : `version ${version}`].flat().join(', ');
};

const Domains = ({
  graph,
  releases,
}: {
  readonly graph: GraphAnswer;
  readonly releases: Query<DomainsHealthAnswer>;
}) => (
  <div class="cards">
    {graph.nodes
      .filter(({ type }) => type === 'domain')
      .map(({ id, health, owner, tier, parts, purpose }) => {
        const served = releases.data?.domains[id];
        return (
          <a key={id} class="card" href={linkTo('components', id)}>
            <span class="card-head">
              <strong>{id}</strong>
              <HealthIcon health={health} />
            </span>
            {purpose !== null && <span class="purpose">{purpose}</span>}
            <span class="soft">
              {parts} parts · {owner} · tier {tier}
            </span>
            <span class="soft">{servedAs(served)}</span>
            {health === 'unknown' && <span class="soft">Not all of its alarms have something to judge by yet.</span>}
          </a>
        );
      })}
  </div>
);

/** What is wrong now, and of what the system consists. */
export const Overview = () => {
  const health = useHealth();
  const graph = useQuery(['graph'], (folio, known) => folio.GET('/v1/catalog/graph', known), {
    ...{ everyMs: 15_000, mark: health.tag },
  });
  // It asks a function of every domain, most of which have nothing else to do: a minute, since releases are rare.
  const releases = useQuery(['domains'], (folio) => folio.GET('/v1/health/domains'), { everyMs: 60_000 });
  return (
    <>
      <h1>Overview</h1>
      <Loaded query={health}>
        {(answer) => (
          <section class={`headline ${answer.health}`} aria-live="polite">
            <HealthIcon health={answer.health} />
            <div>
              <h2>{headline(answer)}</h2>
              <p>{explained(answer)}</p>
            </div>
            {answer.trouble.length > 0 && <Trouble answer={answer} />}
          </section>
        )}
      </Loaded>
      <section>
        <h2>What the system consists of</h2>
        <p class="soft">
          Each domain is a part of the business with its own data, release and owner. Without one of tier 1 money stops.
          The <a href="#/map">map</a> shows who needs whom.
        </p>
        <Loaded query={graph}>{(answer) => <Domains graph={answer} releases={releases} />}</Loaded>
      </section>
    </>
  );
};
