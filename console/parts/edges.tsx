import { linkTo } from '../data/route.ts';
import type { EdgeLayers, EvidentEdge } from '../data/shapes.ts';
import { kindWords } from '../graph/kinds.ts';

/** What is worth a word: an edge that is as declared, and of which nobody can say whether it is used, has none. */
const DEPLOYED: Readonly<Record<string, string>> = { changed: 'changed by hand', gone: 'gone from the account' };
const OBSERVED: Readonly<Record<string, string>> = {
  used: 'used in the last hour',
  perhaps: 'perhaps used in the last hour',
  unused: 'not used in the last hour',
};

type Layers = EdgeLayers['data'][number];
type Edge = Pick<Layers, 'from' | 'to' | 'kind' | 'via'>;

const keyOf = ({ from, kind, to, via = '' }: Edge): string => [from, kind, to, via].join('\n');

const Seen = ({ layers }: { readonly layers: Layers | undefined }) => {
  if (layers === undefined) return null;
  const [deployed, observed] = [DEPLOYED[layers.deployed], OBSERVED[layers.observed]];
  return (
    <>
      {deployed !== undefined && <span class="state bad">{deployed}</span>}{' '}
      {observed !== undefined && <span class="soft">{observed}</span>}
    </>
  );
};

/** Edges of a part by their other ends, with why they are there, whether they are in the account so, and whether they were used. */
export const Edges = ({
  edges,
  layers,
  end,
  id,
}: {
  readonly edges: readonly EvidentEdge[];
  readonly layers: EdgeLayers | undefined;
  readonly end: 'from' | 'to';
  readonly id: string;
}) => {
  const seen = new Map(layers?.data.map((one) => [keyOf(one), one]));
  return (
    <ul class="edges">
      {edges.map((edge) => (
        <li key={`${edge.kind} ${edge[end]} ${edge.via ?? ''}`}>
          {end === 'to' ? (
            <>
              {kindWords(edge.kind)} <a href={linkTo('components', edge.to)}>{edge.to}</a>
            </>
          ) : (
            <>
              <a href={linkTo('components', edge.from)}>{edge.from}</a> {kindWords(edge.kind)} {id}
            </>
          )}
          {edge.via !== undefined && <code>{edge.via}</code>} <Seen layers={seen.get(keyOf(edge))} />
          <details>
            <summary>why</summary>
            <ul class="evidence">
              {edge.evidence.map(({ stack, logicalId, property, says }) => (
                <li key={`${logicalId} ${property} ${says ?? ''}`}>
                  <code>
                    {stack} {logicalId} {property}
                  </code>{' '}
                  {says}
                </li>
              ))}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  );
};
