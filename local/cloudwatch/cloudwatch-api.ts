import { arn } from '../account.ts';
import { optionalText, texts } from '../aws/input.ts';
import type { Operations } from '../aws/operations.ts';
import type { Alarm, Alarms } from './alarms.ts';

const view = ({ definition, state, since }: Alarm) => ({
  AlarmName: definition.name,
  AlarmArn: arn('cloudwatch', `alarm:${definition.name}`),
  AlarmDescription: definition.description,
  StateValue: state,
  StateUpdatedTimestamp: since / 1000,
  Namespace: definition.namespace,
  MetricName: definition.metric,
  Dimensions: Object.entries(definition.dimensions).map(([Name, Value]) => ({ Name, Value })),
  Statistic: definition.statistic,
  Period: definition.periodMs / 1000,
  EvaluationPeriods: definition.periods,
  DatapointsToAlarm: definition.datapoints,
  Threshold: definition.threshold,
  ComparisonOperator: definition.comparison,
  TreatMissingData: definition.missing,
});

/** The one call of CloudWatch that tools need: the state of alarms. */
export const cloudwatchOperations = (alarms: Alarms, now: () => number = Date.now): Operations => ({
  DescribeAlarms: (input) => {
    const names = new Set(texts(input, 'AlarmNames'));
    const prefix = optionalText(input, 'AlarmNamePrefix') ?? '';
    const state = optionalText(input, 'StateValue');
    const MetricAlarms = alarms
      .list(now())
      .filter(({ definition: { name } }) => (names.size === 0 || names.has(name)) && name.startsWith(prefix))
      .filter((alarm) => state === undefined || alarm.state === state)
      .map(view);
    return { MetricAlarms, CompositeAlarms: [] };
  },
});
