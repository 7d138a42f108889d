import type { ComponentType } from '../../contract/component-types.ts';
import type { Catalog, Edge, EdgeKind } from '../catalog.ts';

/** What a picture shows: the parts that work and keep, and how they depend on each other. */
export interface Drawn {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

export interface DrawnNode {
  readonly id: string;
  readonly label: string;
  readonly type: ComponentType;
  readonly domain: string;
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  /** `calls`, or `publishes 6` where one arrow stands for several edges. */
  readonly label: string;
}

const SHOWN: readonly ComponentType[] = [
  'function',
  'table',
  'queue',
  'bus',
  'bucket',
  'schedule',
  'rule',
  'external',
  'unresolved',
];
const KINDS: readonly EdgeKind[] = [
  'calls',
  'reads',
  'writes',
  'publishes',
  'subscribes',
  'consumes',
  'schedules',
  'parksIn',
  'reaches',
  'unresolved',
];

/** Arrows between the same two of the same kind are one, which says how many it stands for: none is left out. */
const together = (edges: readonly Pick<Edge, 'from' | 'to' | 'kind'>[]): readonly DrawnEdge[] => {
  const counts = new Map<string, { readonly edge: Pick<Edge, 'from' | 'to' | 'kind'>; count: number }>();
  for (const edge of edges) {
    const key = `${edge.from}\n${edge.kind}\n${edge.to}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { edge, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].map(({ edge, count }) => ({
    from: edge.from,
    to: edge.to,
    label: count === 1 ? edge.kind : `${edge.kind} ${count}`,
  }));
};

/** One node a domain, for the first look. */
export const drawnDomains = ({ components, edges }: Catalog): Drawn => {
  const domainOf = new Map(components.map(({ id, domain }) => [id, domain === '' ? id : domain]));
  const between = edges.flatMap(({ from, to, kind }) => {
    const [a, b] = [domainOf.get(from) ?? from, domainOf.get(to) ?? to];
    return a === b || !KINDS.includes(kind) ? [] : [{ from: a, to: b, kind }];
  });
  const used = new Set(between.flatMap(({ from, to }) => [from, to]));
  const domains = components.filter(({ type }) => type === 'domain').map(({ id }) => id);
  const all = [...new Set([...domains, ...used])].sort();
  const typeOf = (id: string): ComponentType =>
    domains.includes(id) ? 'domain' : id === 'unresolved' ? 'unresolved' : 'external';
  return { nodes: all.map((id) => ({ id, label: id, type: typeOf(id), domain: '' })), edges: together(between) };
};

/** Every part that works or keeps something, of one domain with its neighbours, or of all. */
export const drawnParts = ({ components, edges }: Catalog, domain?: string): Drawn => {
  const shown = new Map(components.filter(({ type }) => SHOWN.includes(type)).map((one) => [one.id, one]));
  const isIn = (id: string): boolean => domain === undefined || shown.get(id)?.domain === domain;
  const drawn = edges.filter(
    ({ from, to, kind }) => KINDS.includes(kind) && shown.has(from) && shown.has(to) && (isIn(from) || isIn(to)),
  );
  const ends = new Set(drawn.flatMap(({ from, to }) => [from, to]));
  const nodes = [...shown.values()]
    .filter(({ id }) => ends.has(id) || (domain !== undefined && isIn(id)))
    .map(({ id, type, domain: of }) => ({ id, label: id.slice(id.indexOf('/') + 1), type, domain: of }));
  return { nodes, edges: together(drawn) };
};
