import { EDGE_KINDS, type Edge } from './catalog.ts';
import type { Graph } from './graph.ts';

/** Who is hurt when a component fails, and by which way. */
export interface Hurt {
  readonly id: string;
  readonly hops: number;
  /** `hard`: it fails with it; `soft`: its work waits or comes late. */
  readonly pain: 'hard' | 'soft';
  /** The component one hop nearer to the failed one, and the edge between the two. */
  readonly by: string;
  readonly kind: Edge['kind'] | 'waitsFor';
  readonly via?: string;
}

type Step = Omit<Hurt, 'hops'>;
type Failed = Pick<Hurt, 'id' | 'hops'>;

/** Both ends of every edge of a component, with the pain that its failure means for the other end. */
const beside = (graph: Graph, id: string, pain: 'hard' | 'soft'): readonly Step[] => {
  const step = (other: string, { kind, via }: Edge): Step => ({
    id: other,
    pain,
    by: id,
    kind,
    ...(via === undefined ? {} : { via }),
  });
  return [
    ...graph.to(id).flatMap((edge) => (EDGE_KINDS[edge.kind].from === pain ? [step(edge.from, edge)] : [])),
    ...graph.from(id).flatMap((edge) => (EDGE_KINDS[edge.kind].to === pain ? [step(edge.to, edge)] : [])),
  ];
};

/**
 * Where work comes from that a component does: who has nothing to do when it does none. A queue that stays empty and a table that
 * gets nothing new are well. Consumers of its stream are idle, and so are the rules that wait for its events.
 */
const downstream = (graph: Graph, id: string): readonly Step[] => {
  const idle = (other: string, kind: Step['kind'], via?: string): Step => ({
    id: other,
    pain: 'soft',
    by: id,
    kind,
    ...(via === undefined ? {} : { via }),
  });
  const readersOf = (store: string) => graph.to(store, 'consumes').filter(({ from }) => from !== id);
  return [
    ...graph.from(id, 'schedules').map(({ to }) => idle(to, 'schedules')),
    ...graph.to(id, 'consumes').map(({ from }) => idle(from, 'consumes')),
    ...graph.from(id, 'writes').flatMap(({ to }) => readersOf(to).map(({ from }) => idle(from, 'waitsFor', to))),
    ...graph.from(id, 'publishes').flatMap(({ to, via }) =>
      graph
        .to(to, 'subscribes')
        .filter((subscription) => via !== undefined && subscription.via === via)
        .map(({ from }) => idle(from, 'waitsFor', via)),
    ),
  ];
};

/**
 * Which components a failure affects, nearest first, each once and by its worst effect. First those that fail with it, hop by hop,
 * then those whose work waits for any of them. Being idle hurts only who is further down the stream.
 */
export const impactOf = (graph: Graph, root: string): readonly Hurt[] => {
  const hurt = new Map<string, Hurt>();
  const spread = (front: readonly Failed[], steps: (id: string) => readonly Step[]): readonly Failed[] => {
    const found: Failed[] = [];
    for (const { id, hops } of front)
      for (const step of steps(id)) {
        if (step.id === root || hurt.has(step.id)) continue;
        hurt.set(step.id, { ...step, hops: hops + 1 });
        found.push({ id: step.id, hops: hops + 1 });
      }
    return found;
  };
  const failed: Failed[] = [{ id: root, hops: 0 }];
  for (let front: readonly Failed[] = failed.slice(); front.length > 0; ) {
    front = spread(front, (id) => beside(graph, id, 'hard'));
    failed.push(...front);
  }
  let front = spread(failed, (id) => [...beside(graph, id, 'soft'), ...downstream(graph, id)]);
  while (front.length > 0) front = spread(front, (id) => downstream(graph, id));
  return [...hurt.values()].sort((a, b) => a.hops - b.hops || (a.id < b.id ? -1 : 1));
};

/**
 * Of the components in trouble, those none of whose hard dependencies is in trouble: where to look first. Those that depend on
 * each other in a circle are all named, since none of them can be ruled out.
 */
export const rootsOf = (graph: Graph, troubled: readonly string[]): readonly string[] => {
  const set = new Set(troubled);
  const reach = new Map(troubled.map((id) => [id, hardlyNeeded(graph, id)]));
  return troubled.filter((id) => {
    const below = [...(reach.get(id) ?? [])].filter((other) => other !== id && set.has(other));
    return below.every((other) => reach.get(other)?.has(id) === true);
  });
};

/** Everything that a component cannot do without, whether it is in trouble or not. */
export const hardlyNeeded = (graph: Graph, id: string): ReadonlySet<string> => {
  const needed = new Set<string>();
  const open = [id];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const below = [
      ...graph
        .from(one)
        .filter(({ kind }) => EDGE_KINDS[kind].from === 'hard')
        .map(({ to }) => to),
      ...graph
        .to(one)
        .filter(({ kind }) => EDGE_KINDS[kind].to === 'hard')
        .map(({ from }) => from),
    ];
    for (const each of below)
      if (!needed.has(each)) {
        needed.add(each);
        open.push(each);
      }
  }
  return needed;
};
