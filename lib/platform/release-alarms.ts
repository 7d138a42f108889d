import { Stack } from 'aws-cdk-lib';
import { type Alarm, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { MINUTE, type Ownership, raiseAlarm } from './alarms.ts';

export interface ReleaseAlarmsProps extends Ownership {
  /** The name of the service in logs and metrics. */
  readonly domain: string;
  readonly topicArn: string;
}

const ID = 'ReleaseAlarms';
/** Failed requests, messages and records of a minute that a busy domain may have without a bad release. */
const FAULTS = 5;

/**
 * What says that a domain's new versions are worse than the old: answers and work that failed, and above all a broken
 * invariant, of any of its functions, since one function's mistake is often found by another. One set for each stack.
 */
export class ReleaseAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  private constructor(stack: Stack, props: ReleaseAlarmsProps) {
    super(stack, ID);
    const sum = (metricName: string): Metric =>
      new Metric({
        namespace: 'Folio',
        metricName,
        dimensionsMap: { service: props.domain },
        statistic: Stats.SUM,
        period: MINUTE,
      });
    this.alarms = [
      raiseAlarm(this, 'BrokenInvariants', {
        ...props,
        says: `What must hold in ${props.domain} did not.`,
        metric: sum('brokenInvariants'),
        above: 0,
      }),
      raiseAlarm(this, 'Faults', {
        ...props,
        says: `${props.domain} fails more than ${FAULTS} times a minute.`,
        metric: sum('faults'),
        above: FAULTS,
      }),
    ];
  }

  /** Those of the stack that `scope` is in, made for the first function that asks. */
  static of(scope: Construct, props: ReleaseAlarmsProps): ReleaseAlarms {
    const stack = Stack.of(scope);
    const known = stack.node.tryFindChild(ID);
    return known instanceof ReleaseAlarms ? known : new ReleaseAlarms(stack, props);
  }
}
