import type { Catalog, Component } from './catalog.ts';
import { type Drawn, type DrawnEdge, drawnDomains, drawnParts } from './exports/drawn-graph.ts';

/** What a picture shows, and how many more components are a hop away from it. */
export interface Neighbourhood {
  readonly nodes: readonly string[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly kind: string;
    readonly count: number;
  }[];
  readonly left: number;
}

export type Direction = 'needs' | 'needed' | 'both';

/** `publishes 6` -> kind and count; the label of one edge is its kind alone. */
const counted = ({ from, to, label }: DrawnEdge) => {
  const [kind = '', count = '1'] = label.split(' ');
  return { from, to, kind, count: Number(count) };
};

const whole = ({ nodes, edges }: Drawn): Neighbourhood => ({
  nodes: nodes.map(({ id }) => id),
  edges: edges.map(counted),
  left: 0,
});

const stepsFrom = (edges: readonly DrawnEdge[], front: ReadonlySet<string>, direction: Direction): readonly string[] =>
  edges.flatMap(({ from, to }) => [
    ...(direction !== 'needed' && front.has(from) ? [to] : []),
    ...(direction !== 'needs' && front.has(to) ? [from] : []),
  ]);

/** Everything within some hops of a component, and the edges among all of that. */
const around = ({ edges }: Drawn, root: string, depth: number, direction: Direction): Neighbourhood => {
  const seen = new Set([root]);
  let front: ReadonlySet<string> = seen;
  for (let hop = 0; hop < depth && front.size > 0; hop += 1) {
    const next = new Set(stepsFrom(edges, front, direction).filter((id) => !seen.has(id)));
    for (const id of next) seen.add(id);
    front = next;
  }
  const left = new Set(stepsFrom(edges, seen, direction).filter((id) => !seen.has(id))).size;
  const within = edges.filter(({ from, to }) => seen.has(from) && seen.has(to));
  return { nodes: [...seen], edges: within.map(counted), left };
};

/** The graph of all domains without a root; of a domain with its neighbours; or around any other component. */
export const graphAround = (
  catalog: Catalog,
  root: Component | undefined,
  depth: number,
  direction: Direction,
): Neighbourhood => {
  if (root === undefined) return whole(drawnDomains(catalog));
  if (root.type === 'domain') return whole(drawnParts(catalog, root.id));
  return around(drawnParts(catalog), root.id, depth, direction);
};
