import { arn } from '../account.ts';
import type { AlarmDefinition, Alarms } from '../cloudwatch/alarms.ts';
import { physicalName } from '../physical-name.ts';
import type { Resource, ResourceHandler } from '../services.ts';
import { only, optionalNumber, optionalText, PropertyFailure, text } from './properties.ts';

const DEFAULT_PERIOD_S = 60;

const dimensions = (resource: Resource): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ((resource.properties.Dimensions ?? []) as readonly { readonly Name: string; readonly Value: string }[]).map(
      ({ Name, Value }) => [Name, Value],
    ),
  );

const number = (resource: Resource, path: string): number => {
  const value = optionalNumber(resource, path);
  if (value === undefined) throw new PropertyFailure(`${resource.stack}/${resource.logicalId}: ${path} is missing`);
  return value;
};

const definition = (resource: Resource, name: string): AlarmDefinition => {
  only(resource, 'Statistic', ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount']);
  const periods = number(resource, 'EvaluationPeriods');
  return {
    name,
    description: optionalText(resource, 'AlarmDescription') ?? '',
    namespace: text(resource, 'Namespace'),
    metric: text(resource, 'MetricName'),
    dimensions: dimensions(resource),
    statistic: text(resource, 'Statistic') as AlarmDefinition['statistic'],
    periodMs: (optionalNumber(resource, 'Period') ?? DEFAULT_PERIOD_S) * 1000,
    periods,
    datapoints: optionalNumber(resource, 'DatapointsToAlarm') ?? periods,
    threshold: number(resource, 'Threshold'),
    comparison: text(resource, 'ComparisonOperator') as AlarmDefinition['comparison'],
    missing: (optionalText(resource, 'TreatMissingData') ?? 'missing') as AlarmDefinition['missing'],
  };
};

const OPERATORS = [
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
];

/** An alarm on one metric. It logs its changes of state; DescribeAlarms answers it. */
export const cloudwatchAlarm = (alarms: Alarms): ResourceHandler => ({
  type: 'AWS::CloudWatch::Alarm',
  supports: [
    'AlarmName',
    'AlarmDescription',
    'Namespace',
    'MetricName',
    'Dimensions',
    'Statistic',
    'Period',
    'EvaluationPeriods',
    'DatapointsToAlarm',
    'Threshold',
    'ComparisonOperator',
    'TreatMissingData',
  ],
  ignores: {
    AlarmActions: 'nobody is notified on one machine; alarms are seen in the log',
    OKActions: 'nobody is notified on one machine; alarms are seen in the log',
    ActionsEnabled: 'nobody is notified on one machine; alarms are seen in the log',
    Tags: 'there is no bill to divide',
  },
  apply: (resource) => {
    only(resource, 'ComparisonOperator', OPERATORS);
    only(resource, 'TreatMissingData', ['breaching', 'notBreaching', 'ignore', 'missing']);
    const name = optionalText(resource, 'AlarmName') ?? physicalName(resource.stack, resource.logicalId, 255);
    // Another name is another alarm, in the place of the one before.
    if (resource.previous !== undefined && resource.previous.ref !== name) alarms.drop(resource.previous.ref);
    alarms.set(definition(resource, name));
    return { ref: name, attributes: { Arn: arn('cloudwatch', `alarm:${name}`) } };
  },
  remove: (record) => alarms.drop(record.ref),
});
