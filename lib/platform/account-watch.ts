import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { MINUTE, raiseAlarm } from './alarms.ts';
import { contextNumber } from './context-number.ts';

/** What Lambda lets an account run at once, by `-c folio:concurrency-quota=`. A new account may begin with 10: ask for more first. */
const QUOTA = 'folio:concurrency-quota';
const DEFAULT_QUOTA = 1_000;
/** Of the quota, before somebody is told: all functions of the account share it, and past it tokens are refused with the rest. */
const SHARE = 0.8;

/** Rings when the account's functions are about to be throttled for one another, and when one is. */
export class AccountWatch extends Construct {
  constructor(scope: Construct, id: string, { alarmTopicArn: topicArn }: { readonly alarmTopicArn: string }) {
    super(scope, id);
    const quota = contextNumber(this, QUOTA, { least: 10, most: 1_000_000 }) ?? DEFAULT_QUOTA;
    raiseAlarm(this, 'Concurrency', {
      owner: 'platform',
      tier: 1,
      runbook: 'account-limits',
      topicArn,
      says: `Lambda concurrency: the account's functions use more than ${SHARE * 100} % of ${quota} runs at once.`,
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'ConcurrentExecutions',
        period: MINUTE,
        statistic: 'Maximum',
      }),
      above: quota * SHARE,
    });
    // One for all functions: they share the account's runs, and an alarm for each would cost as much as their keys.
    raiseAlarm(this, 'Throttles', {
      owner: 'platform',
      tier: 1,
      runbook: 'account-limits',
      topicArn,
      says: 'Lambda throttles: a function of the account is at its concurrency limit; the dashboard shows which.',
      metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', period: MINUTE, statistic: 'Sum' }),
      above: 0,
    });
  }
}
