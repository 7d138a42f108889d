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
import type { PresentSystem } from './present-system.ts';
import { catalogAt } from './snapshots.ts';
import { summaryView } from './views.ts';

type Present = (requestId: string) => Promise<PresentSystem>;

/** `aws` and other ends that are no component of their own stand in the picture all the same. */
const bare = (id: string): Component => ({
  ...{ id, domain: id, resources: [], facts: {} },
  type: id === 'unresolved' ? 'unresolved' : 'external',
});

/** The system now; or as a snapshot has it, of whose health nothing is known. */
const systemAt = async (present: Present, deps: Pick<CatalogDeps, 'snapshots'>, call: Call<typeof getGraph>) => {
  const { asOf } = call.query;
  if (asOf === undefined) return present(call.requestId);
  const { snapshot, catalog } = await catalogAt(deps, asOf);
  const graph = graphOf(catalog);
  return { graph, health: systemHealth(graph, undefined, new Map()), seenAt: snapshot.takenAt };
};

export const getGraphRoute = (present: Present, deps: Pick<CatalogDeps, 'snapshots'>): Route<typeof getGraph> =>
  route(getGraph, async (call) => {
    const { query } = call;
    const system = await systemAt(present, deps, call);
    const { graph, seenAt } = system;
    const root = query.root === undefined ? undefined : componentIn(graph, query.root);
    const { nodes, edges, left } = graphAround(
      graph.catalog,
      root,
      Number(query.depth ?? 1),
      query.direction ?? 'both',
    );
    const parts = Map.groupBy(graph.catalog.components, ({ domain }) => domain);
    return {
      status: 200,
      body: {
        nodes: nodes.map((id) => ({
          ...summaryView(system, graph.component(id) ?? bare(id)),
          parts: parts.get(id)?.length ?? 0,
        })),
        edges,
        left,
        seenAt: formatTime(seenAt),
      },
    };
  });

export const getImpactRoute = (present: Present): Route<typeof getImpact> =>
  route(getImpact, async ({ query, requestId }) => {
    const { graph } = await present(requestId);
    const { id } = componentIn(graph, query.id);
    return { status: 200, body: { id, hurt: impactOf(graph, id) } };
  });
