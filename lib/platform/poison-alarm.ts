import { Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { MINUTE, type Ownership, raiseAlarm } from './alarms.ts';
import { metricNamespace } from './stage.ts';

export interface PoisonAlarmProps extends Ownership {
  /** The name of the service in logs and metrics. */
  readonly domain: string;
  readonly alarmTopicArn: string;
}

const ID = 'PoisonAlarm';

/**
 * Says within a minute that something came which can never be read. It is tried for as long as anything else that fails,
 * which is hours, so that an outage parks nothing. Nobody should hear of it only then. One for each stack.
 */
export class PoisonAlarm extends Construct {
  private constructor(stack: Stack, props: PoisonAlarmProps) {
    super(stack, ID);
    raiseAlarm(this, 'Poison', {
      ...props,
      topicArn: props.alarmTopicArn,
      says: `Poison message: ${props.domain} cannot parse a message or record, and never will.`,
      metric: new Metric({
        namespace: metricNamespace(stack),
        metricName: 'poison',
        dimensionsMap: { service: props.domain },
        statistic: Stats.SUM,
        period: MINUTE,
      }),
      above: 0,
    });
  }

  /** Made for the first in a stack that asks. */
  static of(scope: Construct, props: PoisonAlarmProps): PoisonAlarm {
    const stack = Stack.of(scope);
    const known = stack.node.tryFindChild(ID);
    return known instanceof PoisonAlarm ? known : new PoisonAlarm(stack, props);
  }
}
