import { arn } from '../account.ts';
import { parseSchedule } from '../events/schedule-expression.ts';
import type { Schedules } from '../events/schedules.ts';
import { physicalName } from '../physical-name.ts';
import type { ResourceHandler } from '../services.ts';
import { queueName } from '../sqs/queue-names.ts';
import { only, optionalText, text } from './properties.ts';

/** Runs a function on a clock, in UTC. */
export const schedule = (schedules: Schedules): ResourceHandler => ({
  type: 'AWS::Scheduler::Schedule',
  // Starting an asynchronous invocation here needs no second try: it is on disk at once, or its function does not exist.
  supports: ['Name', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'State', 'Target', 'FlexibleTimeWindow'],
  ignores: { Description: 'for people only', KmsKeyArn: 'the data folder is readable by its owner only' },
  apply: (resource) => {
    only(resource, 'FlexibleTimeWindow.Mode', ['OFF']);
    only(resource, 'ScheduleExpressionTimezone', ['UTC']);
    const name = optionalText(resource, 'Name') ?? physicalName(resource.stack, resource.logicalId);
    const dead = optionalText(resource, 'Target.DeadLetterConfig.Arn');
    schedules.set({
      name,
      next: parseSchedule(text(resource, 'ScheduleExpression')),
      enabled: optionalText(resource, 'State') !== 'DISABLED',
      functionArn: text(resource, 'Target.Arn'),
      input: optionalText(resource, 'Target.Input') ?? '{}',
      deadLetterQueue: dead === undefined ? undefined : queueName(dead),
    });
    return { ref: name, attributes: { Arn: arn('scheduler', `schedule/default/${name}`) } };
  },
  remove: (record) => schedules.drop(record.ref),
});
