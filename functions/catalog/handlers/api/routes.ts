import { route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import { getRunbook, listEventTypes } from '../../contract/api.ts';
import type { CatalogDeps } from '../deps.ts';
import { getComponentRoute, listComponentsRoute } from './components.ts';
import { deadLettersRoute } from './dead-letters.ts';
import { getGraphRoute, getImpactRoute } from './graph.ts';
import { systemHealthRoute } from './health.ts';
import { layersRoute } from './layers.ts';
import { presentSystem } from './present-system.ts';
import { activityRoute, releaseRoutes } from './releases.ts';
import { reportRoutes } from './reports.ts';
import { snapshotRoutes } from './snapshots.ts';

const runbookRoute = ({ runbooks }: Pick<CatalogDeps, 'runbooks'>) =>
  route(getRunbook, async ({ params: { name } }) => {
    const text = runbooks.get(name);
    if (text === undefined) throw new Refusal(common['not-found'], 'There is no such runbook.');
    return { status: 200, body: { name, text } };
  });

/** The catalog's API over the system as it is deployed. */
export const build = (deps: CatalogDeps) => {
  const present = presentSystem(deps);
  const eventTypes = route(listEventTypes, async ({ requestId }) => {
    const { graph } = await present(requestId);
    const data = graph.catalog.events.map(({ version, public: isPublic, schema, consumers, ...event }) => ({
      ...event,
      version: version ?? null,
      public: isPublic ?? false,
      schema: schema ?? null,
      consumers: consumers.map((one) => ({ ...one, version: one.version ?? null })),
    }));
    return { status: 200, body: { data } };
  });
  return http({
    domain: 'catalog',
    routes: [
      listComponentsRoute(present),
      getComponentRoute(present),
      getGraphRoute(present, deps),
      getImpactRoute(present),
      systemHealthRoute(present),
      eventTypes,
      runbookRoute(deps),
      deadLettersRoute(present, deps),
      layersRoute(present, deps),
      ...snapshotRoutes(present, deps),
      ...reportRoutes(present, deps),
      ...releaseRoutes(deps),
      activityRoute(present, deps),
      healthRoute(deps.codeVersion),
    ],
    deps,
  });
};
