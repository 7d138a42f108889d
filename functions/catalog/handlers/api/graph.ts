import { type Call, type Route, route } from '../../../kernel/core/call.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { getGraph, getImpact } from '../../contract/api.ts';
import type { Component } from '../../model/catalog.ts';
import { graphOf } from '../../model/graph.ts';
import { graphAround } from '../../model/graph-view.ts';
import { systemHealth } from '../../model/health.ts';
import { impactOf } from '../../model/impact.ts';
import type { CatalogDeps } from '../deps.ts';
import { componentIn } from './components.ts';
import { whereChanged } from './conditional.ts';
import type { PresentSystem } from './present-system.ts';
import { catalogAt } from './snapshots.ts';
import { summaryView } from './views.ts';

type Present = (requestId: string) => Promise<PresentSystem>;

/** `aws` and other ends that are no component of their own stand in the picture all the same. */
const bare = (id: string): Component => ({
  ...{ id, domain: id, resources: [], facts: {} },
  type: id === 'unresolved' ? 'unresolved' : 'external',
});

/** The system as a snapshot has it, of whose health nothing is known. */
const systemAt = async (deps: Pick<CatalogDeps, 'snapshots'>, asOf: string) => {
  const { snapshot, catalog } = await catalogAt(deps, asOf);
  const graph = graphOf(catalog);
  const mark = `${snapshot.takenAt} ${snapshot.digest}`;
  return { graph, mark, health: systemHealth(graph, undefined, new Map()), seenAt: snapshot.takenAt };
};

const graphView = (
  system: Pick<PresentSystem, 'graph' | 'health' | 'seenAt'>,
  { root: id, depth, direction }: Call<typeof getGraph>['query'],
) => {
  const { graph, seenAt } = system;
  const root = id === undefined ? undefined : componentIn(graph, id);
  const { nodes, edges, left } = graphAround(graph.catalog, root, Number(depth ?? 1), direction ?? 'both');
  const parts = Map.groupBy(graph.catalog.components, ({ domain }) => domain);
  return {
    nodes: nodes.map((id) => ({
      ...summaryView(system, graph.component(id) ?? bare(id)),
      parts: parts.get(id)?.length ?? 0,
    })),
    edges,
    left,
    seenAt: formatTime(seenAt),
  };
};

export const getGraphRoute = (present: Present, deps: Pick<CatalogDeps, 'snapshots'>): Route<typeof getGraph> =>
  route(getGraph, async (call) => {
    const { query, requestId } = call;
    const system = await (query.asOf === undefined ? present(requestId) : systemAt(deps, query.asOf));
    return whereChanged(call, system.mark, () => graphView(system, query));
  });

export const getImpactRoute = (present: Present): Route<typeof getImpact> =>
  route(getImpact, async ({ query, requestId }) => {
    const { graph } = await present(requestId);
    const { id } = componentIn(graph, query.id);
    return { status: 200, body: { id, hurt: impactOf(graph, id) } };
  });
