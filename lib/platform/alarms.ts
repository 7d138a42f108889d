import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** Who is woken and where it says what to do; every alarm carries all three. */
export interface Ownership {
  /** The team or person who answers for the part. */
  readonly owner: string;
  /** 1: money stops or is at risk; 2: a feature is late; 3: nobody is woken at night. */
  readonly tier: 1 | 2 | 3;
  /** A file of `docs/runbooks`, without its path and ending. */
  readonly runbook: string;
}

export interface AlarmProps extends Ownership {
  readonly topicArn: string;
  /** What has happened, as a sentence. */
  readonly says: string;
  readonly metric: IMetric;
  /** The alarm rings when the metric is above it. */
  readonly above: number;
  /** Periods in a row; 1 unless said. */
  readonly periods?: number;
}

/** All metrics are looked at by the minute. */
export const MINUTE = Duration.minutes(1);

/** An alarm that says what is wrong, who answers for it and which runbook to open, and that tells the alarm topic. */
export const raiseAlarm = (scope: Construct, id: string, props: AlarmProps): Alarm => {
  const alarm = new Alarm(scope, id, {
    alarmDescription: `${props.says} Owner: ${props.owner}. Tier: ${props.tier}. Runbook: docs/runbooks/${props.runbook}.md`,
    metric: props.metric,
    threshold: props.above,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: props.periods ?? 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  const tell = { bind: () => ({ alarmActionArn: props.topicArn }) };
  alarm.addAlarmAction(tell);
  alarm.addOkAction(tell);
  return alarm;
};
