import { Stack } from 'aws-cdk-lib';
import { type Alarm, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { MINUTE, type Ownership, raiseAlarm } from './alarms.ts';
import { metricNamespace } from './stage.ts';

export interface ReleaseAlarmsProps extends Ownership {
  /** The name of the service in logs and metrics. */
  readonly domain: string;
  readonly topicArn: string;
}

const ID = 'ReleaseAlarms';
/** Failed requests, messages and records of a minute that a busy domain may have without anything to mend. */
const FAULTS = 5;

/**
 * The alarms on a whole domain, over all its functions and versions: broken invariants, and too many faults. One set for each stack.
 * Both notify the alarm topic; broken invariants also take a release back.
 */
export class ReleaseAlarms extends Construct {
  /** Takes back any release of the domain as well: one function's mistake is often found by another. */
  readonly brokenInvariants: Alarm;

  private constructor(stack: Stack, props: ReleaseAlarmsProps) {
    super(stack, ID);
    const sum = (metricName: string): Metric =>
      new Metric({
        namespace: metricNamespace(stack),
        metricName,
        dimensionsMap: { service: props.domain },
        statistic: Stats.SUM,
        period: MINUTE,
      });
    this.brokenInvariants = raiseAlarm(this, 'BrokenInvariants', {
      ...props,
      says: `Invariant violated in ${props.domain}: its log names the invariant.`,
      metric: sum('brokenInvariants'),
      above: 0,
    });
    raiseAlarm(this, 'Faults', {
      ...props,
      says: `Fault rate: ${props.domain} has more than ${FAULTS} faults a minute.`,
      metric: sum('faults'),
      above: FAULTS,
    });
  }

  /** Those of the stack that `scope` is in, made for the first function that asks. */
  static of(scope: Construct, props: ReleaseAlarmsProps): ReleaseAlarms {
    const stack = Stack.of(scope);
    const known = stack.node.tryFindChild(ID);
    return known instanceof ReleaseAlarms ? known : new ReleaseAlarms(stack, props);
  }
}
