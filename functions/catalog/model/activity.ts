import type { ReleaseEntry } from '../../registry/contract/releases-view.ts';
import { type Component, EDGE_KINDS } from './catalog.ts';
import type { Graph } from './graph.ts';
import type { Snapshot } from './snapshot.ts';

/** An alarm that began to ring, or ceased to. */
export interface AlarmChange {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly to: 'alarm' | 'ok';
}

/** One thing that happened. */
export interface Happening {
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly source: 'release' | 'alarm' | 'catalog';
  readonly kind: string;
  /** A domain for a release, what the alarm watches for an alarm, the catalog for a change of the system. */
  readonly component: string;
  readonly by: string | null;
  readonly says: string;
  readonly runbook: string | null;
}

/** What the feed is made of. */
export interface Told {
  readonly entries: readonly ReleaseEntry[];
  readonly changes: readonly AlarmChange[];
  /** The system as it was, each time that it had changed. */
  readonly snapshots: readonly Snapshot[];
  /** The component that an alarm is, by the name that AWS has for it. */
  readonly alarmOf: (name: string) => Component | undefined;
  /** What an alarm says of itself. */
  readonly saysOf: (name: string) => string;
}

/** On record for the machinery alone: nothing has changed by it yet. */
const QUIET: ReadonlySet<string> = new Set(['floor-raised']);

const ofRelease = ({ domain, seq, at, actor, kind, says }: ReleaseEntry): Happening => ({
  id: `${domain}-${seq}`,
  source: 'release',
  component: domain,
  by: actor,
  runbook: null,
  ...{ at, kind, says },
});

const ofAlarm = (graph: Graph, { alarmOf, saysOf }: Told, change: AlarmChange): readonly Happening[] => {
  const { name, at, to } = change;
  const alarm = alarmOf(name);
  // One of a version that is gone: nothing of now is meant by it.
  if (alarm === undefined) return [];
  const [watched] = graph.from(alarm.id, 'watches');
  return [
    {
      id: `${alarm.id}-${at}`,
      at: new Date(at).toISOString(),
      source: 'alarm',
      kind: to === 'alarm' ? 'rang' : 'ended',
      component: watched?.to ?? alarm.domain,
      by: null,
      says: saysOf(name),
      runbook: alarm.runbook ?? null,
    },
  ];
};

const counted = (count: number, whom: string): string => `${count} ${count === 1 ? 'change' : 'changes'} for ${whom}`;

/** The first snapshot of all changes nothing, and neither does one of templates that mean the same in other words. */
const ofSnapshot = ({ takenAt, users, operators }: Snapshot): readonly Happening[] =>
  users + operators === 0
    ? []
    : [
        {
          id: `catalog-${takenAt}`,
          at: new Date(takenAt).toISOString(),
          source: 'catalog',
          kind: 'system-changed',
          component: 'catalog',
          by: null,
          says: `The system has ${counted(users, 'users')} and ${counted(operators, 'operators')}.`,
          runbook: null,
        },
      ];

/** By time, and in one order among what happened at the same moment. */
export const positionOf = ({ at, id }: Pick<Happening, 'at' | 'id'>): string => `${at} ${id}`;

/** All that happened, the newest first. */
export const happenings = (graph: Graph, told: Told): readonly Happening[] =>
  [
    ...told.entries.filter(({ kind }) => !QUIET.has(kind)).map(ofRelease),
    ...told.changes.flatMap((change) => ofAlarm(graph, told, change)),
    ...told.snapshots.flatMap(ofSnapshot),
  ].sort((a, b) => (positionOf(a) < positionOf(b) ? 1 : -1));

/** What a component cannot do without, up to so many hops away, itself included. */
export const upstreamOf = (graph: Graph, id: string, hops: number): ReadonlySet<string> => {
  const seen = new Set([id]);
  let front: readonly string[] = [id];
  for (let hop = 0; hop < hops && front.length > 0; hop += 1) {
    front = front
      .flatMap((each) => [
        ...graph.from(each).flatMap(({ kind, to }) => (EDGE_KINDS[kind].from === 'hard' ? [to] : [])),
        ...graph.to(each).flatMap(({ kind, from }) => (EDGE_KINDS[kind].to === 'hard' ? [from] : [])),
      ])
      .filter((each) => !seen.has(each));
    for (const each of front) seen.add(each);
  }
  return seen;
};

const partsOf = ({ catalog }: Graph, { id, type }: Component): readonly string[] =>
  type === 'domain' ? catalog.components.filter(({ domain }) => domain === id).map((one) => one.id) : [id];

/** Whether something happened to the component itself, to what it depends on, or to neither. */
export const concerns = (
  graph: Graph,
  component: Component,
  hops: number,
): ((one: Happening) => 'own' | 'upstream' | undefined) => {
  const own = new Set([component.id, component.domain, ...partsOf(graph, component)]);
  const reached = new Set(partsOf(graph, component).flatMap((id) => [...upstreamOf(graph, id, hops)]));
  const domains = new Set([...reached].flatMap((id) => graph.component(id)?.domain ?? []));
  return ({ component: id }) => {
    if (own.has(id)) return 'own';
    return reached.has(id) || domains.has(id) ? 'upstream' : undefined;
  };
};
