import type { EdgeSet } from '../edge-set.ts';
import { at, listOf, textOf } from '../template.ts';
import { link } from './link.ts';

/** The bus on which the services of AWS tell what happens to them: every account has it, no template makes it. */
const DEFAULT_BUS = 'aws/default-bus';

/** Types of event that the pattern names; a pattern in another form than a list of words matches more than can be listed. */
const typesOf = (properties: unknown): readonly string[] =>
  listOf(at(properties, 'EventPattern', 'detail-type')).filter((one) => typeof one === 'string');

/** What each rule takes from which bus, whom it hands it to, and where goes what nobody took. */
export const addRules = (edges: EdgeSet): void => {
  for (const { component, properties, place, stack } of edges.ofType('AWS::Events::Rule')) {
    const bus = at(properties, 'EventBusName');
    const types = typesOf(properties);
    if (textOf(at(properties, 'ScheduleExpression')) === undefined) {
      const buses = bus === undefined ? [edges.external(DEFAULT_BUS)] : edges.ids(stack, bus);
      if (buses.length === 0) link(edges, component, 'subscribes', place('EventBusName'), bus);
      for (const to of buses) {
        if (types.length === 0)
          edges.unresolved(
            component,
            `any event of ${to}`,
            place('EventPattern'),
            'a pattern without a list of detail-types',
          );
        for (const via of types) edges.add(component, 'subscribes', to, place('EventPattern.detail-type'), { via });
      }
    }
    for (const [index, target] of listOf(at(properties, 'Targets')).entries()) {
      link(edges, component, 'writes', place(`Targets[${index}].Arn`), at(target, 'Arn'));
      const dead = at(target, 'DeadLetterConfig', 'Arn');
      link(edges, component, 'parksIn', place(`Targets[${index}].DeadLetterConfig.Arn`), dead);
    }
  }
};
