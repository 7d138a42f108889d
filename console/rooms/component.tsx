import { useHealth } from '../data/health-context.ts';
import { linkTo } from '../data/route.ts';
import type { AlarmAnswer, ComponentAnswer, Scorecard } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { words } from '../format.ts';
import { kindWords } from '../graph/kinds.ts';
import { Edges } from '../parts/edges.tsx';
import { HealthBadge, HealthIcon } from '../parts/health.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PartLinks } from '../parts/part-links.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { Time } from '../parts/time.tsx';
import { Rows } from './components.tsx';

/** Edges that concern who looks after a part more than what it does. */
const BESIDE = new Set(['watches', 'notifies', 'takenBackBy', 'releasedBy', 'encryptedBy', 'operates', 'mentions']);

const STATES = { ok: 'ok', alarm: 'degraded', unknown: 'unknown' } as const;

const Alarms = ({ alarms }: { readonly alarms: readonly AlarmAnswer[] }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Alarm</th>
          <th>State</th>
          <th>Since</th>
          <th>What to do</th>
        </tr>
      </thead>
      <tbody>
        {alarms.map(({ component, state, since, says, runbook }) => (
          <tr key={component}>
            <td>{says}</td>
            <td class="nowrap">
              <HealthIcon health={STATES[state]} />{' '}
              {state === 'alarm' ? 'in ALARM' : state === 'ok' ? 'quiet' : 'not known'}
            </td>
            <td class="nowrap">
              <Time at={since} />
            </td>
            <td>{runbook === null ? '–' : <a href={linkTo('runbooks', runbook)}>{runbook}</a>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Impact = ({ id }: { readonly id: string }) => {
  const impact = useQuery(['impact', id], (folio) => folio.GET('/v1/catalog/impact', { params: { query: { id } } }));
  return (
    <Loaded query={impact}>
      {({ hurt }) => {
        const [hard, soft] = [hurt.filter(({ pain }) => pain === 'hard'), hurt.filter(({ pain }) => pain === 'soft')];
        if (hurt.length === 0) return <p>Nobody else is hurt.</p>;
        return (
          <div class="pair">
            <div>
              <h3>
                {hard.length} {hard.length === 1 ? 'fails' : 'fail'} too
              </h3>
              <ul class="plain">
                {hard.map((one) => (
                  <li key={one.id}>
                    <a href={linkTo('components', one.id)}>{one.id}</a>{' '}
                    <span class="soft">
                      {one.hops} {one.hops === 1 ? 'hop' : 'hops'}, {kindWords(one.kind)} {one.by}
                    </span>
                  </li>
                ))}
              </ul>
            </div>
            <div>
              <h3>The work of {soft.length} waits</h3>
              <ul class="plain">
                {soft.map((one) => (
                  <li key={one.id}>
                    <a href={linkTo('components', one.id)}>{one.id}</a>{' '}
                    <span class="soft">
                      {one.hops} {one.hops === 1 ? 'hop' : 'hops'}
                    </span>
                  </li>
                ))}
              </ul>
            </div>
          </div>
        );
      }}
    </Loaded>
  );
};

const Card = ({ card }: { readonly card: Scorecard }) => (
  <>
    <p>
      It has <strong>{card.level ?? 'no level yet'}</strong>; its tier asks for <strong>{card.asked}</strong>.{' '}
      {Object.entries(card.points)
        .map(([name, points]) => `${name} ${points} of 100`)
        .join(', ')}
      .
    </p>
    {card.criteria.some(({ pass }) => !pass) && (
      <ul>
        {card.criteria
          .filter(({ pass }) => !pass)
          .map(({ id, level, mend }) => (
            <li key={id}>
              <strong>{words(id)}</strong> <span class="soft">({level})</span>: {mend}
            </li>
          ))}
      </ul>
    )}
  </>
);

/** What happens without a part of each tier. */
const TIERS: Readonly<Record<number, string>> = {
  1: '1: without it money stops',
  2: '2: without it a feature is late',
  3: '3: it can wait',
};

/** Names of facts that a word alone would not explain. */
const FACTS: Readonly<Record<string, string>> = {
  timeoutSeconds: 'Ends after, seconds',
  memoryMb: 'Memory, MB',
  traced: 'Traces are drawn',
  trigger: 'Started by',
  recoverable: 'Can be restored to any second',
  protectedFromDeletion: 'Protected from deletion',
  every: 'Runs',
  open: 'Open to all',
  says: 'Says',
  rings: 'Notifies',
  detailTypes: 'Events that it takes',
};

const factText = (fact: string | number | boolean | readonly string[]): string =>
  Array.isArray(fact) ? fact.join(', ') : fact === true ? 'yes' : fact === false ? 'no' : String(fact);

const About = ({ answer }: { readonly answer: ComponentAnswer }) => {
  const { id, type, health, owner, tier, runbook, dataClass, purpose, edges, alarms, parts, affectedBy } = answer;
  const { data: layers } = useQuery(
    ['layers', id],
    (folio, known) => folio.GET('/v1/catalog/layers', { ...known, params: { query: { component: id } } }),
    { everyMs: 60_000 },
  );
  const facts = Object.entries(answer.facts).filter(([name]) => name !== 'purpose');
  const leaving = edges.filter(({ from, kind }) => from === id && !BESIDE.has(kind));
  const arriving = edges.filter(({ to, kind }) => to === id && !BESIDE.has(kind));
  const beside = edges.filter(({ from, kind }) => from === id && BESIDE.has(kind) && kind !== 'watches');
  return (
    <>
      <h1>
        {id} <HealthBadge health={health} />
      </h1>
      {purpose !== null && <p>{purpose}</p>}
      {affectedBy.length > 0 && (
        <div class="note bad">
          <p>
            Affected by <PartLinks ids={affectedBy} />, which it cannot do without.
          </p>
        </div>
      )}
      <dl class="facts">
        <div>
          <dt>It is a</dt>
          <dd>{type}</dd>
        </div>
        <div>
          <dt>Answers for it</dt>
          <dd>{owner ?? 'nobody'}</dd>
        </div>
        <div>
          <dt>Tier</dt>
          <dd>{TIERS[tier ?? 0] ?? '–'}</dd>
        </div>
        {dataClass !== null && (
          <div>
            <dt>Its data is</dt>
            <dd>{dataClass}</dd>
          </div>
        )}
        {runbook !== null && (
          <div>
            <dt>Runbook</dt>
            <dd>
              <a href={linkTo('runbooks', runbook)}>{runbook}</a>
            </dd>
          </div>
        )}
        <div>
          <dt>What happened</dt>
          <dd>
            <a href={linkTo('activity', '', { component: id })}>to it and to what it needs</a>
          </dd>
        </div>
        <div>
          <dt>On the map</dt>
          <dd>
            <a href={linkTo('map', id)}>see its surroundings</a>
          </dd>
        </div>
        {facts.map(([name, fact]) => (
          <div key={name}>
            <dt>{FACTS[name] ?? words(name)}</dt>
            <dd>{factText(fact)}</dd>
          </div>
        ))}
      </dl>
      {parts.length > 0 && (
        <section>
          <h2>What is inside</h2>
          <Rows all={parts.filter(({ type }) => type !== 'route' && type !== 'rule' && type !== 'key')} />
          <p class="soft">
            Its routes, rules and keys are among the{' '}
            <a href={linkTo('components', '', { q: `${id}/` })}>{parts.length} parts</a>.
          </p>
        </section>
      )}
      {type !== 'domain' && (
        <>
          <div class="pair">
            <section>
              <h2>What it needs</h2>
              {leaving.length === 0 ? (
                <p class="soft">Nothing.</p>
              ) : (
                <Edges edges={leaving} layers={layers} end="to" id={id} />
              )}
            </section>
            <section>
              <h2>What needs it</h2>
              {arriving.length === 0 ? (
                <p class="soft">Nothing.</p>
              ) : (
                <Edges edges={arriving} layers={layers} end="from" id={id} />
              )}
            </section>
          </div>
          <section>
            <h2>If it fails</h2>
            <Impact id={id} />
          </section>
        </>
      )}
      {alarms.length > 0 && (
        <section>
          <h2>Alarms</h2>
          <Alarms alarms={alarms} />
        </section>
      )}
      {answer.scorecard !== null && (
        <section>
          <h2>Scorecard</h2>
          <Card card={answer.scorecard} />
        </section>
      )}
      {beside.length > 0 && (
        <section>
          <h2>Who looks after it</h2>
          <Edges edges={beside} layers={layers} end="to" id={id} />
        </section>
      )}
      {type !== 'domain' && answer.resources.length > 0 && (
        <section>
          <h2>Resources in AWS</h2>
          <Scroll says="Resources">
            <table>
              <tbody>
                {answer.resources.map(({ logicalId, type: kind, physicalId, stack }) => (
                  <tr key={logicalId}>
                    <td>{kind}</td>
                    <td>
                      <code>{physicalId ?? logicalId}</code>
                    </td>
                    <td>{stack}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </section>
      )}
    </>
  );
};

/** Everything about one part. */
export const Component = ({ id }: { readonly id: string }) => {
  const component = useQuery(
    ['component', id],
    (folio, known) => folio.GET('/v1/catalog/component', { ...known, params: { query: { id } } }),
    { everyMs: 15_000, mark: useHealth().tag },
  );
  return (
    <>
      {component.data === undefined && <h1>{id}</h1>}
      <Loaded query={component}>{(answer) => <About answer={answer} />}</Loaded>
    </>
  );
};
