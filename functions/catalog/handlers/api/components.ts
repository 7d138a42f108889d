import { type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { cursors } from '../../../kernel/http/cursor.ts';
import { pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { getComponent, listComponents } from '../../contract/api.ts';
import type { Component } from '../../model/catalog.ts';
import type { Graph } from '../../model/graph.ts';
import { scorecardOf } from '../../model/scorecards/score.ts';
import { whereChanged } from './conditional.ts';
import type { PresentSystem } from './present-system.ts';
import { summaryView, viewOfAlarm } from './views.ts';

/** A position is an id that everybody sees who may list: nothing is to be kept secret, only mixed-up cursors to be told. */
const cursor = cursors(async () => Buffer.from('catalog'));

interface Filters {
  readonly type?: string | undefined;
  readonly domain?: string | undefined;
  readonly owner?: string | undefined;
  readonly tier?: string | undefined;
  readonly q?: string | undefined;
}

const holds = ({ id, facts }: Component, q: string): boolean => {
  const word = q.toLowerCase();
  return (
    id.toLowerCase().includes(word) || Object.values(facts).some((one) => String(one).toLowerCase().includes(word))
  );
};

const fits = (component: Component, { type, domain, owner, tier, q }: Filters): boolean =>
  (type === undefined || component.type === type) &&
  (domain === undefined || component.domain === domain) &&
  (owner === undefined || component.owner === owner) &&
  (tier === undefined || String(component.tier) === tier) &&
  (q === undefined || holds(component, q));

type Present = (requestId: string) => Promise<PresentSystem>;

export const listComponentsRoute = (present: Present): Route<typeof listComponents> =>
  route(listComponents, async (call) => {
    const { query } = call;
    const [system, after] = await Promise.all([present(call.requestId), cursor.read(call, query.cursor)]);
    const { components } = system.graph.catalog;
    const found = components
      .filter((one) => fits(one, query) && (query.health === undefined || system.health.of(one.id) === query.health))
      .filter(({ id }) => after === undefined || id > after);
    const limit = pageLimit(query);
    const data = found.slice(0, limit).map((one) => ({ view: summaryView(system, one), position: one.id }));
    const next = found.length > limit ? data.at(-1)?.position : undefined;
    return pageReply({ data, next }, (position) => cursor.sign(call, position));
  });

/** @throws Refusal `not-found` */
export const componentIn = (graph: Graph, id: string): Component => {
  const component = graph.component(id);
  if (component === undefined) throw new Refusal(common['not-found'], 'No component has this id.');
  return component;
};

const partsOf = ({ catalog }: Graph, { id, type }: Component): readonly Component[] =>
  type === 'domain'
    ? catalog.components.filter((one) => one.domain === id && one.type !== 'domain' && one.type !== 'alarm')
    : [];

const componentView = (system: PresentSystem, component: Component) => {
  const { graph, health, physicalIds, seenAt } = system;
  const { id, dataClass, facts, resources } = component;
  return {
    ...summaryView(system, component),
    dataClass: dataClass ?? null,
    facts,
    parts: partsOf(graph, component).map((one) => summaryView(system, one)),
    edges: [...graph.from(id), ...graph.to(id)],
    alarms: health.alarmsOf(id).map(viewOfAlarm),
    affectedBy: health.affectedBy(id),
    resources: resources.map(({ stack, logicalId, type }) => ({
      ...{ stack, logicalId, type },
      physicalId: physicalIds.get(stack)?.get(logicalId) ?? null,
    })),
    scorecard: scorecardOf(component, graph) ?? null,
    seenAt: formatTime(seenAt),
  };
};

export const getComponentRoute = (present: Present): Route<typeof getComponent> =>
  route(getComponent, async (call) => {
    const system = await present(call.requestId);
    const component = componentIn(system.graph, call.query.id);
    return whereChanged(call, system.mark, () => componentView(system, component));
  });
