import type { Declarations } from '../../contract/declarations.ts';
import type { EventType } from '../catalog.ts';
import type { Graph } from '../graph.ts';
import type { Finding } from './finding.ts';

const domainsOf = (ids: readonly string[], graph: Graph): readonly string[] => [
  ...new Set(ids.flatMap((id) => graph.component(id)?.domain ?? [])),
];

const ofEvent = (event: EventType, graph: Graph): readonly Finding[] => {
  const { type, source, version, producers, consumers } = event;
  const found: Finding[] = [];
  const find = (rule: string, says: string, mend: string) => found.push({ rule, about: type, says, mend });
  if (version === undefined)
    find('event-schema', 'no contract declares it', `declare it in functions/${source}/contract/events.ts`);
  if (producers.length === 0) find('event-producer', 'nobody may publish it', 'grantPublishing of lib/platform');
  const publishers = domainsOf(producers, graph);
  if (publishers.length > 1)
    find('one-producer', `several domains may publish it: ${publishers.join(', ')}`, 'leave the right to one of them');
  for (const publisher of publishers)
    if (publisher !== source)
      find('own-events', `${publisher} may publish it, and it is ${source}'s`, 'publish under the own domain’s name');
  for (const { rule, version: asked } of consumers)
    if (asked !== undefined && version !== undefined && asked > version)
      find('event-version', `${rule} waits for version ${asked}, and the contract has ${version}`, 'EventRoute');
  for (const { rule, functions } of consumers)
    if (functions.length === 0) find('event-consumer', `${rule} hands it to nobody that reads`, 'WorkQueue');
  return found;
};

/** Every event has a schema and one producer, which publishes in its own name, and every subscription a reader. */
export const events = (graph: Graph): readonly Finding[] =>
  graph.catalog.events.flatMap((event) => ofEvent(event, graph));

/** Routes and contracts say the same: which calls there are, and which of them are open to all. */
export const routes = (graph: Graph, declared: Declarations): readonly Finding[] => {
  const operations = new Map(
    declared.domains
      .flatMap((domain) => domain.operations)
      .map((one) => [`${one.method} ${one.path}` as string, one] as const),
  );
  const found: Finding[] = [];
  const seen = new Set<string>();
  for (const { id, type, facts } of graph.catalog.components) {
    if (type !== 'route') continue;
    const route = String(facts.route);
    const operation = operations.get(route);
    seen.add(route);
    if (operation === undefined) {
      const isDefault = route === '$default' || route.endsWith('{proxy+}');
      if (!isDefault)
        found.push({
          rule: 'declared-route',
          about: id,
          says: 'no contract has it',
          mend: 'HttpRoutes of lib/platform',
        });
    } else if (facts.open === true && operation.scopes.length > 0)
      found.push({
        rule: 'guarded-route',
        about: id,
        says: `it is open to all, and its contract asks for ${operation.scopes.join(' or ')}`,
        mend: 'HttpRoutes of lib/platform makes it ask',
      });
    if (!graph.to(id, 'exposes').some(({ from }) => graph.component(from)?.type === 'function'))
      found.push({ rule: 'answered-route', about: id, says: 'no function answers it', mend: 'HttpTarget' });
  }
  for (const [route, { operationId }] of operations)
    if (!seen.has(route))
      found.push({ rule: 'routed-operation', about: route, says: `${operationId} has no route`, mend: 'HttpRoutes' });
  return found;
};
