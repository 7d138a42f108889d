import { type Component, EDGE_KINDS } from './catalog.ts';
import type { Graph } from './graph.ts';
import { hardlyNeeded, impactOf, rootsOf } from './impact.ts';

/** An alarm as CloudWatch has it. */
export interface AlarmReading {
  readonly name: string;
  readonly state: 'ok' | 'alarm' | 'unknown';
  /** Since when, in ms since the epoch. */
  readonly since: number;
  readonly says: string;
}

export type Health = 'down' | 'degraded' | 'unknown' | 'ok';

const WORST_FIRST: readonly Health[] = ['down', 'degraded', 'unknown', 'ok'];

/** An alarm with the component that it is and those that it watches. */
export interface PlacedAlarm extends AlarmReading {
  readonly component: Component;
  readonly watches: readonly string[];
}

/** How each component stands, by the alarms that watch it. */
export interface SystemHealth {
  readonly of: (id: string) => Health;
  readonly alarmsOf: (id: string) => readonly PlacedAlarm[];
  /** An alarm by the name that AWS has for it; undefined for one of a version that is gone. */
  readonly named: (name: string) => PlacedAlarm | undefined;
  /** Components whose own alarms ring, the worst first, and where to look first; a domain where an alarm is on it as a whole. */
  readonly troubled: readonly string[];
  readonly roots: readonly string[];
  /** Components in trouble that this one cannot do without. */
  readonly affectedBy: (id: string) => readonly string[];
  /** How many fail with it. */
  readonly affects: (id: string) => number;
  readonly watched: number;
  /** Of those, how many have seen nothing to judge by. */
  readonly silent: number;
}

/** What must never rest rings when it has rested: it stands still. Everything else that rings is in trouble and works. */
const isSilence = ({ component: { facts } }: PlacedAlarm): boolean => facts.silence === true;

const worst = (all: readonly Health[]): Health => WORST_FIRST.find((one) => all.includes(one)) ?? 'unknown';

const saidBy = (alarm: PlacedAlarm): Health => {
  if (alarm.state !== 'alarm') return alarm.state;
  return isSilence(alarm) ? 'down' : 'degraded';
};

/** Alarms of AWS in the places that the catalog has for them; those that it does not know are of versions that are gone. */
const placed = (
  { catalog, from }: Graph,
  readings: readonly AlarmReading[],
  physicalIds: ReadonlyMap<string, ReadonlyMap<string, string>>,
): readonly PlacedAlarm[] => {
  const byName = new Map<string, Component>();
  for (const component of catalog.components) {
    const [head] = component.resources;
    const name = head === undefined ? undefined : physicalIds.get(head.stack)?.get(head.logicalId);
    if (component.type === 'alarm' && name !== undefined) byName.set(name, component);
  }
  return readings.flatMap((reading) => {
    const component = byName.get(reading.name);
    if (component === undefined) return [];
    return [{ ...reading, component, watches: from(component.id, 'watches').map(({ to }) => to) }];
  });
};

/**
 * The health of the system out of its alarms. The worst alarm wins. A component without an alarm has the health of what it cannot
 * do without, or `unknown` where nothing of that is watched. A domain is as well as its parts.
 *
 * @param readings undefined where CloudWatch did not answer: everything is unknown then
 */
export const systemHealth = (
  graph: Graph,
  readings: readonly AlarmReading[] | undefined,
  physicalIds: ReadonlyMap<string, ReadonlyMap<string, string>>,
): SystemHealth => {
  const alarms = placed(graph, readings ?? [], physicalIds);
  const byName = new Map(alarms.map((alarm) => [alarm.name, alarm]));
  const on = new Map<string, PlacedAlarm[]>();
  for (const alarm of alarms)
    for (const id of new Set([...alarm.watches, alarm.component.id])) on.set(id, [...(on.get(id) ?? []), alarm]);
  const parts = Map.groupBy(
    graph.catalog.components.filter(({ type }) => type !== 'domain' && type !== 'alarm'),
    ({ domain }) => domain,
  );
  const own = (id: string): Health | undefined => {
    const said = on.get(id)?.map(saidBy);
    return said === undefined ? undefined : worst(said);
  };
  const borrowed = (id: string): Health => {
    const below = [...neededAtOnce(graph, id)].flatMap((other) => own(other) ?? []);
    return below.includes('ok') ? 'ok' : 'unknown';
  };
  const of = (id: string): Health => {
    if (readings === undefined) return 'unknown';
    if (graph.component(id)?.type !== 'domain') return own(id) ?? borrowed(id);
    const of = parts.get(id) ?? [];
    // Alarms on a domain as a whole, such as those of its invariants, count before those of its parts.
    const said = [id, ...of.map((part) => part.id)].flatMap((each) => own(each) ?? []);
    return worst(said.length > 0 ? said : of.map((part) => borrowed(part.id)).filter((one) => one === 'ok'));
  };
  const isTroubled = (id: string): boolean => ['down', 'degraded'].includes(own(id) ?? 'ok');
  const troubled = graph.catalog.components
    .filter(({ id, type }) => type !== 'alarm' && isTroubled(id))
    .map(({ id }) => id)
    .sort((a, b) => WORST_FIRST.indexOf(of(a)) - WORST_FIRST.indexOf(of(b)) || (a < b ? -1 : 1));
  return {
    of,
    alarmsOf: (id) => on.get(id) ?? [],
    named: (name) => byName.get(name),
    troubled,
    roots: rootsOf(graph, troubled),
    affectedBy: (id) => [...hardlyNeeded(graph, id)].filter((other) => other !== id && isTroubled(other)).sort(),
    affects: (id) => impactOf(graph, id).filter(({ pain }) => pain === 'hard').length,
    watched: alarms.length,
    silent: alarms.filter(({ state }) => state === 'unknown').length,
  };
};

/** The components one hop away that this one cannot do without. */
const neededAtOnce = (graph: Graph, id: string): ReadonlySet<string> =>
  new Set([
    ...graph
      .from(id)
      .filter(({ kind }) => EDGE_KINDS[kind].from === 'hard')
      .map(({ to }) => to),
    ...graph
      .to(id)
      .filter(({ kind }) => EDGE_KINDS[kind].to === 'hard')
      .map(({ from }) => from),
  ]);
