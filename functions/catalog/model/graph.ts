import type { Catalog, Component, Edge, EdgeKind } from './catalog.ts';

/** A catalog with the ways into it: by component, and by either end of an edge. */
export interface Graph {
  readonly catalog: Catalog;
  readonly component: (id: string) => Component | undefined;
  readonly from: (id: string, ...kinds: readonly EdgeKind[]) => readonly Edge[];
  readonly to: (id: string, ...kinds: readonly EdgeKind[]) => readonly Edge[];
}

const grouped = (edges: readonly Edge[], end: 'from' | 'to'): ReadonlyMap<string, readonly Edge[]> => {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const group = groups.get(edge[end]);
    if (group === undefined) groups.set(edge[end], [edge]);
    else group.push(edge);
  }
  return groups;
};

export const graphOf = (catalog: Catalog): Graph => {
  const components = new Map(catalog.components.map((one) => [one.id, one]));
  const [out, into] = [grouped(catalog.edges, 'from'), grouped(catalog.edges, 'to')];
  const of = (edges: readonly Edge[] = [], kinds: readonly EdgeKind[]) =>
    kinds.length === 0 ? edges : edges.filter(({ kind }) => kinds.includes(kind));
  return {
    catalog,
    component: (id) => components.get(id),
    from: (id, ...kinds) => of(out.get(id), kinds),
    to: (id, ...kinds) => of(into.get(id), kinds),
  };
};
