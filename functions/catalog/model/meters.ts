import type { Edge } from './catalog.ts';
import type { Graph } from './graph.ts';

/** A count of AWS's own that grows each time that an edge is used: a metric of the component `of`. */
export interface Meter {
  readonly of: string;
  readonly namespace: string;
  readonly name: string;
  /** The dimension that holds the component's name. */
  readonly dimension: string;
  /** What of its edges it counts, alike: those of one group are told apart by no number. */
  readonly group: 'starts' | 'matches' | 'published' | 'reads' | 'writes';
}

type Use = Pick<Edge, 'from' | 'to' | 'kind' | 'via'>;

/** What releases functions asks versions that are not live yet. */
const asksVersions = (graph: Graph, id: string): boolean => graph.component(id)?.domain === 'registry';

/** The meter of an edge; undefined where AWS counts nothing that it alone could have moved. */
export const meterOf = (graph: Graph, { from, to, kind, via }: Use): Meter | undefined => {
  const of = <M extends Omit<Meter, 'of'>>(id: string | undefined, type: string, meter: M): Meter | undefined =>
    id !== undefined && graph.component(id)?.type === type ? { of: id, ...meter } : undefined;
  const starts = (id: string) =>
    of(id, 'function', {
      ...{ namespace: 'AWS/Lambda', name: 'Invocations', dimension: 'FunctionName', group: 'starts' as const },
    });
  const matches = (id: string | undefined, group: 'matches' | 'published') =>
    of(id, 'rule', { namespace: 'AWS/Events', name: 'MatchedEvents', dimension: 'RuleName', group });
  const capacity = (what: 'Read' | 'Write', group: 'reads' | 'writes') =>
    of(to, 'table', {
      ...{ namespace: 'AWS/DynamoDB', name: `Consumed${what}CapacityUnits`, dimension: 'TableName', group },
    });
  switch (kind) {
    case 'consumes':
    case 'exposes':
      return starts(from);
    case 'calls':
      return asksVersions(graph, from) ? undefined : starts(to);
    case 'schedules':
      return starts(to);
    case 'subscribes':
      return matches(from, 'matches');
    case 'publishes':
      return matches(graph.to(to, 'subscribes').find((one) => one.via === via)?.from, 'published');
    case 'reads':
      return capacity('Read', 'reads');
    case 'writes':
      return capacity('Write', 'writes');
    default:
      return undefined;
  }
};

/**
 * `used`: it alone can have moved a count that moved. `perhaps`: one of several did. `unused`: nothing moved. `unmeasured`: AWS counts nothing
 * of it, or said nothing.
 */
export type Observed = 'used' | 'perhaps' | 'unused' | 'unmeasured';

/** By the names that CloudWatch has for it. A function is counted by its alias: what is asked of a version alone, as before a release, is no use of it. */
export const dimensionsOf = ({ dimension }: Meter, name: string): Readonly<Record<string, string>> => ({
  [dimension]: name,
  ...(dimension === 'FunctionName' ? { Resource: `${name}:live` } : {}),
});

export const meterKey = ({ of, name, group }: Meter): string => `${group} ${name} ${of}`;

/** What counts say of edges. @param counted the sum of a meter over the time that was looked at */
export const observing = (graph: Graph, counted: (meter: Meter) => number | undefined): ((edge: Use) => Observed) => {
  const alike = new Map<string, number>();
  for (const edge of graph.catalog.edges) {
    const meter = meterOf(graph, edge);
    if (meter !== undefined) alike.set(meterKey(meter), (alike.get(meterKey(meter)) ?? 0) + 1);
  }
  return (edge) => {
    const meter = meterOf(graph, edge);
    const count = meter === undefined ? undefined : counted(meter);
    if (meter === undefined || count === undefined) return 'unmeasured';
    if (count === 0) return 'unused';
    return alike.get(meterKey(meter)) === 1 ? 'used' : 'perhaps';
  };
};
