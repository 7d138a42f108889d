import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type CfnAlarm,
  ComparisonOperator,
  type CreateAlarmOptions,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { Proving } from './proving.ts';

/** Who is woken and where it says what to do; every alarm carries all three. */
export interface Ownership {
  /** The team or person who answers for the part. */
  readonly owner: string;
  /** 1: money stops or is at risk; 2: a feature is late; 3: nobody is woken at night. */
  readonly tier: 1 | 2 | 3;
  /** A file of `docs/runbooks`, without its path and ending. */
  readonly runbook: string;
}

/** What an alarm looks at. */
interface Watching extends Ownership {
  /** What has happened, as a sentence. */
  readonly says: string;
  readonly metric: IMetric;
}

/** Whom an alarm tells of what. */
interface Telling extends Watching {
  readonly topicArn: string;
}

export interface AlarmProps extends Telling {
  /** The alarm fires when the metric is above it. */
  readonly above: number;
  /** Periods in a row; 1 unless said. */
  readonly periods?: number;
}

/** All metrics are looked at by the minute. */
export const MINUTE = Duration.minutes(1);

type Rule = Pick<CreateAlarmOptions, 'threshold' | 'comparisonOperator' | 'evaluationPeriods' | 'treatMissingData'>;

const described = ({ says, owner, tier, runbook }: Watching): string =>
  `${says} Owner: ${owner}. Tier: ${tier}. Runbook: docs/runbooks/${runbook}.md`;

const above = (threshold: number, periods = 1): Rule => ({
  threshold,
  comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
  evaluationPeriods: periods,
  treatMissingData: TreatMissingData.NOT_BREACHING,
});

const alarm = (scope: Construct, id: string, props: Telling, rule: Rule): Alarm => {
  const alarm = new Alarm(scope, id, { ...rule, alarmDescription: described(props), metric: props.metric });
  const tell = { bind: () => ({ alarmActionArn: props.topicArn }) };
  alarm.addAlarmAction(tell);
  alarm.addOkAction(tell);
  return alarm;
};

/** An alarm that says what is wrong, who answers for it and which runbook to open, and that tells the alarm topic. */
export const raiseAlarm = (scope: Construct, id: string, props: AlarmProps): Alarm =>
  alarm(scope, id, props, above(props.above, props.periods));

export interface VersionAlarmProps extends Watching {
  /** It holds the version's number, see `watchVersion`. */
  readonly name: string;
  readonly above: number;
}

/**
 * An alarm on one version of a function, which wakes nobody: CodeDeploy takes the version back at it. Its name holds the version,
 * so that the next version gets an alarm of its own, in a fresh state. An alarm that is only changed keeps its state, and
 * CodeDeploy begins nothing while an alarm of its group is in ALARM. It is there until the version has proved itself.
 */
export const watchVersion = (scope: Construct, id: string, props: VersionAlarmProps): Alarm => {
  const alarm = new Alarm(scope, id, {
    ...above(props.above),
    alarmName: props.name,
    alarmDescription: described(props),
    metric: props.metric,
  });
  (alarm.node.defaultChild as CfnAlarm).cfnOptions.condition = Proving.of(scope);
  return alarm;
};

/**
 * An alarm on something that must never rest: it fires when the metric, a count, was zero for a whole period, and when nobody
 * told it. What does not run cannot fail, so no other alarm sees it.
 */
export const raiseSilence = (scope: Construct, id: string, props: Telling): Alarm =>
  alarm(scope, id, props, {
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.BREACHING,
  });
