import type { EdgeSet } from '../edge-set.ts';
import { at, listOf, textOf } from '../template.ts';
import { link } from './link.ts';

/** The dimensions of an alarm's one metric, and of each that its formula is made of. */
const dimensionsOf = (properties: unknown): readonly unknown[] => [
  ...listOf(at(properties, 'Dimensions')),
  ...listOf(at(properties, 'Metrics')).flatMap((one) => listOf(at(one, 'MetricStat', 'Metric', 'Dimensions'))),
];

/** A metric of ours names the domain as `service`, or as nothing at all. */
const domainsNamed = (values: readonly unknown[], domains: ReadonlySet<string>): readonly string[] =>
  values.flatMap((value) => textOf(value) ?? []).filter((text) => domains.has(text));

/** Namespace and name of each metric that is counted in a log -> the component whose log it is. */
const countedInLogs = (edges: EdgeSet): ReadonlyMap<string, string> =>
  new Map(
    edges.ofType('AWS::Logs::MetricFilter').flatMap(({ component, properties }) =>
      listOf(at(properties, 'MetricTransformations')).map((one) => {
        const [namespace, name] = [textOf(at(one, 'MetricNamespace')), textOf(at(one, 'MetricName'))];
        return [`${namespace} ${name}`, component] as const;
      }),
    ),
  );

/** What a metric without dimensions is of: a log that it is counted in, or a service of AWS in the whole account. */
const withoutDimensions = (
  edges: EdgeSet,
  properties: unknown,
  counted: ReadonlyMap<string, string>,
): readonly string[] => {
  const namespace = textOf(at(properties, 'Namespace')) ?? '';
  const log = counted.get(`${namespace} ${textOf(at(properties, 'MetricName'))}`);
  if (log !== undefined) return [log];
  return namespace.startsWith('AWS/') ? [edges.external(`aws/${namespace.slice('AWS/'.length).toLowerCase()}`)] : [];
};

/** What each alarm watches, by its dimensions, and whom it tells. */
export const addAlarms = (edges: EdgeSet, domains: ReadonlySet<string>): void => {
  const counted = countedInLogs(edges);
  for (const { component, properties, place, stack } of edges.ofType('AWS::CloudWatch::Alarm')) {
    const values = dimensionsOf(properties).map((one) => at(one, 'Value'));
    const named = [...values.flatMap((value) => edges.ids(stack, value)), ...domainsNamed(values, domains)];
    const watched = new Set(values.length > 0 ? named : withoutDimensions(edges, properties, counted));
    for (const to of watched) edges.add(component, 'watches', to, place('Dimensions'));
    if (watched.size === 0)
      edges.unresolved(component, 'what it watches', place('Dimensions'), 'no dimension names a component');
    link(edges, component, 'notifies', place('AlarmActions'), at(properties, 'AlarmActions'));
  }
};

/** The alarms at which CodeDeploy takes a new version of a function back. */
export const addRollbackAlarms = (edges: EdgeSet): void => {
  for (const { component, properties, place } of edges.ofType('AWS::CodeDeploy::DeploymentGroup'))
    for (const [index, alarm] of listOf(at(properties, 'AlarmConfiguration', 'Alarms')).entries()) {
      // Those of a version are there while it proves itself.
      const name = at(at(alarm, 'Fn::If', 1) ?? alarm, 'Name');
      link(edges, component, 'takenBackBy', place(`AlarmConfiguration.Alarms[${index}].Name`), name);
    }
};
