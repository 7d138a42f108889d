import type { EdgeSet } from '../edge-set.ts';
import { at, textOf } from '../template.ts';
import { link } from './link.ts';

/** Queues and streams that run a function, and where Lambda puts what it gave up. */
export const addMappings = (edges: EdgeSet): void => {
  for (const { component, properties, place } of edges.ofType('AWS::Lambda::EventSourceMapping')) {
    link(edges, component, 'consumes', place('EventSourceArn'), at(properties, 'EventSourceArn'));
    const aside = 'DestinationConfig.OnFailure.Destination';
    link(edges, component, 'parksIn', place(aside), at(properties, 'DestinationConfig', 'OnFailure', 'Destination'));
  }
};

/** Where asynchronous calls of a function go that failed for good. */
export const addInvokeConfigs = (edges: EdgeSet): void => {
  for (const { component, properties, place } of edges.ofType('AWS::Lambda::EventInvokeConfig'))
    for (const [outcome, kind] of [
      ['OnFailure', 'parksIn'],
      ['OnSuccess', 'writes'],
    ] as const) {
      const property = `DestinationConfig.${outcome}.Destination`;
      link(edges, component, kind, place(property), at(properties, 'DestinationConfig', outcome, 'Destination'));
    }
};

export const addSchedules = (edges: EdgeSet): void => {
  for (const { component, properties, place } of edges.ofType('AWS::Scheduler::Schedule')) {
    const every = textOf(at(properties, 'ScheduleExpression')) ?? '';
    link(edges, component, 'schedules', place('Target.Arn'), at(properties, 'Target', 'Arn'), { says: every });
    const dead = at(properties, 'Target', 'DeadLetterConfig', 'Arn');
    link(edges, component, 'parksIn', place('Target.DeadLetterConfig.Arn'), dead);
  }
};
