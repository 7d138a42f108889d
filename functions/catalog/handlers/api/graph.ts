import { type Route, route } from '../../../kernel/core/call.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { getGraph, getImpact } from '../../contract/api.ts';
import type { Component } from '../../model/catalog.ts';
import { graphAround } from '../../model/graph-view.ts';
import { impactOf } from '../../model/impact.ts';
import { componentIn } from './components.ts';
import type { PresentSystem } from './present-system.ts';
import { summaryView } from './views.ts';

type Present = (requestId: string) => Promise<PresentSystem>;

/** `aws` and other ends that are no component of their own stand in the picture all the same. */
const bare = (id: string): Component => ({
  ...{ id, domain: id, resources: [], facts: {} },
  type: id === 'unresolved' ? 'unresolved' : 'external',
});

export const getGraphRoute = (present: Present): Route<typeof getGraph> =>
  route(getGraph, async ({ query, requestId }) => {
    const system = await present(requestId);
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
