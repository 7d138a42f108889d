import { useState } from 'preact/hooks';
import { useHealth } from '../data/health-context.ts';
import { linkTo } from '../data/route.ts';
import type { GraphAnswer } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { bundlesOf } from '../graph/arrows.tsx';
import { Picture } from '../graph/picture.tsx';
import { HealthIcon, healthWord } from '../parts/health.tsx';
import { Loaded } from '../parts/loaded.tsx';

const DEPTHS = ['1', '2', '3', '4'] as const;
const WAYS = ['both', 'needs', 'needed'] as const;
const DIRECTIONS = { both: 'both ways', needs: 'what it needs', needed: 'what needs it' } as const;

const Choice = ({
  root,
  depth,
  direction,
}: {
  readonly root: string;
  readonly depth: string;
  readonly direction: string;
}) => (
  <form class="choice" onSubmit={(event) => event.preventDefault()}>
    <label>
      Hops{' '}
      <select
        value={depth}
        onChange={({ currentTarget }) => {
          location.hash = linkTo('map', root, { depth: currentTarget.value, direction });
        }}
      >
        {DEPTHS.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
    <label>
      Show{' '}
      <select
        value={direction}
        onChange={({ currentTarget }) => {
          location.hash = linkTo('map', root, { depth, direction: currentTarget.value });
        }}
      >
        {Object.entries(DIRECTIONS).map(([value, says]) => (
          <option key={value} value={value}>
            {says}
          </option>
        ))}
      </select>
    </label>
  </form>
);

const Ways = ({ graph }: { readonly graph: GraphAnswer }) => {
  const needs = Map.groupBy(bundlesOf(graph), ({ from }) => from);
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Part</th>
            <th>Health</th>
            <th>Does</th>
          </tr>
        </thead>
        <tbody>
          {graph.nodes.map(({ id, type, health, owner }) => (
            <tr key={id}>
              <th>{type === 'external' && owner === null ? id : <a href={linkTo('components', id)}>{id}</a>}</th>
              <td>
                {type === 'external' ? (
                  'not ours'
                ) : (
                  <>
                    <HealthIcon health={health} /> {healthWord(health)}
                  </>
                )}
              </td>
              <td>
                {needs
                  .get(id)
                  ?.map(({ says, to }) => `${says} ${to}`)
                  .join('; ') ?? 'needs nobody here'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

/** Made when somebody opens it: of a large map it is as much work as the map. */
const AsTable = ({ graph }: { readonly graph: GraphAnswer }) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>The same as a table</summary>
      {isOpen && <Ways graph={graph} />}
    </details>
  );
};

/** Who depends on whom. */
export const MapRoom = ({ id, query }: { readonly id: string; readonly query: URLSearchParams }) => {
  const health = useHealth();
  const root = id === '' ? undefined : id;
  const depth = DEPTHS.find((one) => one === query.get('depth')) ?? '1';
  const direction = WAYS.find((one) => one === query.get('direction')) ?? 'both';
  const isPart = root?.includes('/') === true;
  const asOf = query.get('asOf') ?? undefined;
  const asked = {
    ...(root === undefined ? {} : { root }),
    ...(isPart ? { depth, direction } : {}),
    ...(asOf === undefined ? {} : { asOf }),
  };
  const graph = useQuery(
    ['graph', JSON.stringify(asked)],
    (folio, known) => folio.GET('/v1/catalog/graph', { ...known, params: { query: asked } }),
    asOf === undefined ? { everyMs: 15_000, mark: health.tag } : {},
  );
  return (
    <>
      <h1>
        {root === undefined ? (
          'Map'
        ) : (
          <>
            <a href="#/map">Map</a> <span class="soft">/</span> {root}
          </>
        )}
      </h1>
      <p class="soft">
        An arrow leads from who needs to what it needs. Point at a part to see its own arrows; open it to see{' '}
        {root === undefined ? 'what is inside' : 'all about it'}.
        {root !== undefined && (
          <>
            {' '}
            <a href={linkTo('components', root)}>About {root}</a>
          </>
        )}
      </p>
      {asOf !== undefined && (
        <p class="note">
          As it was on {asOf.slice(0, 19).replace('T', ' ')} UTC; how well it was then is not kept.{' '}
          <a href={linkTo('map', id)}>Show it as it is now</a>
        </p>
      )}
      {isPart && <Choice root={root} depth={depth} direction={direction} />}
      <Loaded query={graph}>
        {(answer) => (
          <>
            <Picture graph={answer} root={root} asOf={asOf} />
            {answer.left > 0 && <p class="soft">{answer.left} more parts are one hop further away.</p>}
            <AsTable graph={answer} />
          </>
        )}
      </Loaded>
    </>
  );
};
