import type { Right } from '../catalog.ts';
import type { Graph } from '../graph.ts';
import type { Finding } from './finding.ts';

const sourcesIn = (condition: string): unknown => {
  const operators = JSON.parse(condition) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  return Object.values(operators).flatMap((keys) => keys['events:source'] ?? []);
};

const found = ({ holder, evidence }: Right, rule: string, says: string, mend: string): Finding => ({
  rule,
  about: holder,
  says,
  mend,
  evidence,
});

/** Whoever publishes is held to types and to a source by conditions, so that no event comes in another's name. */
const publishing = (right: Right, graph: Graph): readonly Finding[] => {
  const { condition, holder, actions, effect, principal } = right;
  if (effect !== 'Allow' || principal !== undefined || !actions.includes('events:PutEvents')) return [];
  const domain = graph.component(holder)?.domain;
  const sources = condition === undefined ? [] : sourcesIn(condition);
  const mend = 'grantPublishing of lib/platform';
  if (condition === undefined || !condition.includes('"events:detail-type"'))
    return [found(right, 'publishes-listed', 'it may publish any type of event', mend)];
  const list = [sources]
    .flat()
    .map(String)
    .filter((one) => one !== 'false');
  if (list.length === 0) return [found(right, 'publishes-listed', 'it may publish in the name of any source', mend)];
  return list
    .filter((source) => source !== domain)
    .map((source) => found(right, 'own-name', `it may publish in the name of ${source}`, mend));
};

/** Actions by wildcard grant what nobody has thought of. */
const wildcards = (right: Right): readonly Finding[] =>
  right.effect === 'Allow' && right.principal === undefined && right.actions.some((action) => action.includes('*'))
    ? [found(right, 'no-wildcard', `it is granted ${right.actions.join(', ')}`, 'name each action')]
    : [];

/** The rights of all components. */
export const rights = (graph: Graph): readonly Finding[] =>
  graph.catalog.rights.flatMap((right) => [...publishing(right, graph), ...wildcards(right)]);
