import { arn } from '../account.ts';
import { optionalText, texts, whole } from '../aws/input.ts';
import type { Operations } from '../aws/operations.ts';
import type { Alarm, AlarmChange, Alarms } from './alarms.ts';

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

const HISTORY_PAGE_MAX = 100;

/** As CloudWatch sums up a change of state. */
const historyItem = ({ name, at, from, to }: AlarmChange) => ({
  AlarmName: name,
  AlarmType: 'MetricAlarm',
  Timestamp: at / 1000,
  HistoryItemType: 'StateUpdate',
  HistorySummary: `Alarm updated from ${from} to ${to}`,
});

/** The calls of CloudWatch that tools need: the state of alarms, and what it was. */
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
  DescribeAlarmHistory: (input) => {
    const name = optionalText(input, 'AlarmName');
    const most = whole(input, 'MaxRecords', 1, HISTORY_PAGE_MAX, HISTORY_PAGE_MAX);
    const token = optionalText(input, 'NextToken');
    const from = token === undefined ? 0 : Number(token);
    const found = alarms.changes(now()).filter((one) => name === undefined || one.name === name);
    // The newest first, as CloudWatch has them unless it is asked otherwise.
    const newest = found.toReversed();
    const next = from + most < newest.length ? { NextToken: String(from + most) } : {};
    return { AlarmHistoryItems: newest.slice(from, from + most).map(historyItem), ...next };
  },
});
