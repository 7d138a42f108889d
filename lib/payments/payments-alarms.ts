import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { ALARMS_LATE, RAIL_SILENT, STUCK, UNBALANCED } from '../../functions/payments/model/figures.ts';
import { type AlarmProps, MINUTE, raiseAlarm } from '../platform/alarms.ts';
import { metricNamespace } from '../platform/stage.ts';

/** The clock looks each minute, so that everything is found within two. */
const ALARMS_LATE_AFTER_MS = 300_000;
/** A call that is lost now and then is made again; a rail that answers nothing for so long is down. */
const RAIL_MINUTES = 5;

/** Each account is looked at each quarter of an hour: the alarm lasts until a look finds nothing. */
const CHECKED_EVERY = Duration.minutes(30);

type Watched = Omit<AlarmProps, 'owner' | 'topicArn' | 'metric'> & {
  /** By the minute unless said. */
  readonly every?: Duration;
  readonly metricName: string;
  readonly statistic: string;
};

/** What no function fails at, and a person has to know of: figures that functions of payments tell themselves. */
export const watchPayments = (scope: Construct, topicArn: string): void => {
  const watch = (id: string, { metricName, statistic, every = MINUTE, ...rest }: Watched): void => {
    const dimensionsMap = { service: 'payments' };
    const namespace = metricNamespace(scope);
    const metric = new Metric({ namespace, metricName, dimensionsMap, statistic, period: every });
    raiseAlarm(scope, id, { ...rest, owner: 'payments', topicArn, metric });
  };
  watch('AlarmsLate', {
    ...{ tier: 1, runbook: 'payments-work', metricName: ALARMS_LATE, statistic: Stats.MAXIMUM },
    says: `Payments are looked at more than ${ALARMS_LATE_AFTER_MS / 1000} s after their time.`,
    above: ALARMS_LATE_AFTER_MS,
  });
  watch('Stuck', {
    ...{ tier: 2, runbook: 'payments-stuck', metricName: STUCK, statistic: Stats.SUM },
    says: 'PaymentsStuck of service payments: a payment waits for a person to decide.',
    above: 0,
  });
  watch('Unbalanced', {
    ...{ tier: 1, runbook: 'payments-clearing', metricName: UNBALANCED, statistic: Stats.MAXIMUM },
    says: "ClearingUnbalanced of service payments: a rail's clearing account has an entry that is no payment's.",
    above: 0,
    every: CHECKED_EVERY,
  });
  watch('RailDown', {
    ...{ tier: 1, runbook: 'payments-rail-down', metricName: RAIL_SILENT, statistic: Stats.SUM },
    says: `RailsSilent of service payments: a rail has given no answer in each of ${RAIL_MINUTES} minutes.`,
    above: 0,
    periods: RAIL_MINUTES,
  });
};
