import type { Declarations } from '../contract/declarations.ts';
import type { Component, Edge, EventConsumer, EventType } from './catalog.ts';

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const consumersOf = (type: string, edges: readonly Edge[], components: ReadonlyMap<string, Component>) => {
  const rules = edges.filter(({ kind, via }) => kind === 'subscribes' && via === type).map(({ from }) => from);
  return [...new Set(rules)].sort(byText).map((rule): EventConsumer => {
    const versions = components.get(rule)?.facts.versions;
    const version = Array.isArray(versions) ? Number(versions[0]) : Number.NaN;
    const queues = edges.filter(({ kind, from }) => kind === 'writes' && from === rule).map(({ to }) => to);
    const functions = edges
      .filter(({ kind, to }) => kind === 'consumes' && queues.includes(to))
      .map(({ from }) => from);
    return { rule, ...(Number.isInteger(version) ? { version } : {}), queues, functions };
  });
};

/** Every type of event that a contract declares, that somebody may publish, or that a rule on a bus of ours waits for. */
export const eventTypesOf = (
  declared: Declarations,
  components: readonly Component[],
  edges: readonly Edge[],
): readonly EventType[] => {
  const byId = new Map(components.map((one) => [one.id, one]));
  const ours = new Set(components.filter(({ type }) => type === 'bus').map(({ id }) => id));
  const contracts = declared.domains.flatMap(({ events }) => events);
  const passing = edges.filter(({ kind, to }) => ours.has(to) && (kind === 'publishes' || kind === 'subscribes'));
  const types = new Set([...contracts.map(({ detailType }) => detailType), ...passing.flatMap(({ via }) => via ?? [])]);
  return [...types].sort(byText).map((type): EventType => {
    const contract = contracts.find(({ detailType }) => detailType === type);
    const published = passing.filter(({ kind, via }) => kind === 'publishes' && via === type);
    const producers = [...new Set(published.map(({ from }) => from))].sort(byText);
    const consumers = consumersOf(
      type,
      passing
        .filter(({ kind }) => kind === 'subscribes')
        .concat(edges.filter(({ kind }) => kind === 'writes' || kind === 'consumes')),
      byId,
    );
    const source = contract?.source ?? type.split('.')[0] ?? '';
    if (contract === undefined) return { type, source, producers, consumers };
    return {
      type,
      source,
      version: contract.version,
      public: contract.public,
      schema: contract.schema,
      producers,
      consumers,
    };
  });
};
