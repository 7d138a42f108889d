import type { Edge } from '../catalog.ts';
import type { Graph } from '../graph.ts';
import { type Finding, placeOf } from './finding.ts';

const first = ({ evidence }: Edge): Partial<Finding> => (evidence[0] === undefined ? {} : { evidence: evidence[0] });

/** Every cycle of calls once, by its smallest member. A function that may call itself is the shortest one. */
export const callCycles = (graph: Graph): readonly Finding[] => {
  const cycles = new Map<string, readonly string[]>();
  const done = new Set<string>();
  const visit = (id: string, above: readonly string[]): void => {
    const met = above.indexOf(id);
    if (met >= 0) {
      const cycle = above.slice(met);
      cycles.set([...cycle].sort().join('\n'), cycle);
      return;
    }
    if (done.has(id)) return;
    for (const { to } of graph.from(id, 'calls')) visit(to, [...above, id]);
    done.add(id);
  };
  for (const { id } of graph.catalog.components) visit(id, []);
  return [...cycles.values()].map((cycle) => ({
    rule: 'no-call-cycle',
    about: String(cycle[0]),
    says: `calls go round in a circle: ${[...cycle, cycle[0]].join(' -> ')}`,
    mend: 'answer by an event instead of a call, or take the right to call away',
  }));
};

/** A table is its domain's own: others ask its functions, or listen to its events. */
export const foreignTables = (graph: Graph): readonly Finding[] =>
  graph.catalog.edges.flatMap((edge) => {
    const [user, table] = [graph.component(edge.from), graph.component(edge.to)];
    if (table?.type !== 'table' || user === undefined || user.domain === table.domain) return [];
    if (!['reads', 'writes', 'consumes'].includes(edge.kind)) return [];
    return [
      {
        rule: 'own-tables',
        about: edge.from,
        says: `it ${edge.kind} ${edge.to}, a table of another domain`,
        mend: `take the grant away; call ${table.domain}'s API or subscribe to its events`,
        ...first(edge),
      },
    ];
  });

/** Failed work has to go somewhere. */
export const deadLetters = (graph: Graph): readonly Finding[] =>
  graph.catalog.components.flatMap(({ id, type }) => {
    const consumed = graph.to(id, 'consumes');
    const parks = graph.from(id, 'parksIn').length > 0;
    const asynchronous = type === 'rule' || type === 'schedule' || (type === 'queue' && consumed.length > 0);
    const streams = graph
      .from(id, 'consumes')
      .filter(({ to }) => graph.component(to)?.type === 'table' && type === 'function');
    if (parks || (!asynchronous && streams.length === 0)) return [];
    return [
      {
        rule: 'parks',
        about: id,
        says: 'what fails here for good is lost: it has no dead-letter queue and no on-failure destination',
        mend: 'WorkQueue, QueueRule, ScheduleRoute or StreamRoute of lib/platform',
      },
    ];
  });

/** Everything that an edge could not be made of. */
export const unresolved = (graph: Graph): readonly Finding[] =>
  graph.catalog.edges.flatMap(({ from, kind, via = '', evidence }) =>
    kind !== 'unresolved'
      ? []
      : evidence.map((one) => ({
          rule: 'resolved',
          about: from,
          says: `${one.says ?? 'an edge'} that leads to nothing the templates name: ${via} (${placeOf(one)})`,
          mend: 'name the resource by reference, by a wire, or by a name that a template gives',
          evidence: one,
        })),
  );
