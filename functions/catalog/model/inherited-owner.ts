import type { Component, Edge } from './catalog.ts';

/**
 * What cannot say itself who looks after it is looked after by who answers for its neighbour: a route's function, a schedule's, and
 * whoever the alarm on a queue or an API wakes.
 */
const LEADS_TO: readonly {
  readonly type: Component['type'];
  readonly kind: Edge['kind'];
  readonly end: 'from' | 'to';
}[] = [
  { type: 'route', kind: 'exposes', end: 'from' },
  { type: 'schedule', kind: 'schedules', end: 'to' },
  { type: 'queue', kind: 'watches', end: 'from' },
  { type: 'api', kind: 'watches', end: 'from' },
];

/** Routes, schedules, queues and APIs with the owner, tier and runbook of the function or the alarm beside them. */
export const withNeighboursOwner = (components: readonly Component[], edges: readonly Edge[]): readonly Component[] => {
  const byId = new Map(components.map((one) => [one.id, one]));
  return components.map((component) => {
    const way = LEADS_TO.find(({ type }) => type === component.type);
    if (way === undefined) return component;
    const other = way.end === 'from' ? 'to' : 'from';
    const behind = edges
      .filter((edge) => edge.kind === way.kind && edge[other] === component.id)
      .map((edge) => byId.get(edge[way.end]))
      .find((one) => one?.type === 'function' || one?.type === 'alarm');
    if (behind?.owner === undefined) return component;
    const { owner, tier, runbook } = behind;
    return {
      ...component,
      owner,
      ...(tier === undefined ? {} : { tier }),
      ...(runbook === undefined ? {} : { runbook }),
    };
  });
};
