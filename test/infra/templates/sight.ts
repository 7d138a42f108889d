import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { logDays } from '../../../lib/platform/log-days.ts';
import { deployed, newFolio } from '../support/folio.ts';

const { byType } = deployed();
const alarms = byType('AWS::CloudWatch::Alarm');

interface Figure {
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: { readonly Namespace: string; readonly MetricName: string };
    readonly Stat: string;
    readonly Period: number;
  };
}

const figureOf = ({ Expression, MetricStat }: Figure): string =>
  MetricStat === undefined
    ? `= ${Expression}`
    : `${MetricStat.Metric.Namespace} ${MetricStat.Metric.MetricName} ${MetricStat.Stat} of ${MetricStat.Period} s`;

/** What an alarm asks for, without whose it is. */
const askedBy = ({ props }: (typeof alarms)[number]): string => {
  const { Namespace, MetricName, Statistic, ExtendedStatistic, Period } = props;
  const figures: readonly string[] = props.Metrics?.map(figureOf) ?? [
    `${Namespace} ${MetricName} ${Statistic ?? ExtendedStatistic} of ${Period} s`,
  ];
  const times = `${props.DatapointsToAlarm ?? props.EvaluationPeriods} of ${props.EvaluationPeriods}`;
  return `${figures.join(', ')}: ${props.ComparisonOperator} ${props.Threshold}, ${times}, ${props.TreatMissingData}`;
};

describe('sight', () => {
  test('rings by these figures, their statistics and thresholds, and by no others', () => {
    const asked = new Set(alarms.map((alarm) => `${alarm.stack} ${askedBy(alarm)}`));
    expect(`\n${[...asked].sort().join('\n')}\n`).toMatchSnapshot();
  });

  test('is of every table: what it refuses of reads and of writes rings', () => {
    for (const { stack, id } of byType('AWS::DynamoDB::Table')) {
      const ringing = alarms.filter((alarm) => alarm.stack === stack && alarm.props.Dimensions?.[0]?.Value?.Ref === id);
      const metrics = ringing.map(({ props }) => props.MetricName).sort();
      expect([stack, id, metrics]).toEqual([stack, id, ['ReadThrottleEvents', 'WriteThrottleEvents']]);
    }
  });

  test('is of what the account lets run at once, which the deployment may say', () => {
    const threshold = (context: Readonly<Record<string, unknown>>) =>
      deployed(context)
        .byType('AWS::CloudWatch::Alarm')
        .filter(({ props }) => props.MetricName === 'ConcurrentExecutions')
        .map(({ props }) => props.Threshold);
    expect(threshold({})).toEqual([800]);
    expect(threshold({ 'folio:concurrency-quota': '10' })).toEqual([8]);
    expect(() => newFolio({ 'folio:concurrency-quota': '9' })).toThrow('must be a whole number from 10 to');
  });

  test('is on one page, whose searches find what this deployment has and nothing by a name that is not there', () => {
    const page = (context: Readonly<Record<string, unknown>>) => deployed(context).byType('AWS::CloudWatch::Dashboard');
    const [main, ...others] = page({});
    expect([main?.props.DashboardName, others]).toEqual(['Folio', []]);
    const [dev] = page({ 'folio:stage': 'dev' });
    expect(dev?.props.DashboardName).toBe('dev-Folio');
    const searches = [...JSON.stringify(dev?.props.DashboardBody).matchAll(/SEARCH\('(\{[^']*)'/g)].map(
      ([, one]) => one,
    );
    expect(searches.length).toBeGreaterThan(12);
    for (const one of searches) expect(one).toMatch(/ dev Folio$|^\{dev-Folio,service\} |ApiId=/);
    const metrics = new Set(searches.map((one) => /MetricName=\\+"(\w+)/.exec(one ?? '')?.[1]));
    const rings = new Set(alarms.map(({ props }) => props.MetricName));
    // What rings by function, table and queue is to be seen too.
    for (const name of ['Errors', 'Throttles', 'WriteThrottleEvents', 'ApproximateAgeOfOldestMessage', 'faults'])
      expect([name, rings.has(name), metrics.has(name)]).toEqual([name, true, true]);
  });

  test('of logs is saved as questions under the name of the deployment', () => {
    const queries = byType('AWS::Logs::QueryDefinition').map(({ props }) => props);
    expect(queries.length).toBeGreaterThan(3);
    for (const { Name, QueryString } of queries) {
      expect(Name).toMatch(/^Folio\/[a-z ]+$/);
      expect(QueryString).toMatch(/^filter /);
    }
  });

  test('reaches whom the deployment names, by mail, of alarms and of money', () => {
    expect(byType('AWS::SNS::Subscription')).toEqual([]);
    expect(byType('AWS::Budgets::Budget')).toEqual([]);
    const told = deployed({ 'folio:alarm-mail': 'on-call@example.com', 'folio:monthly-budget': '200' });
    const [mail] = told.byType('AWS::SNS::Subscription');
    expect(mail?.props).toMatchObject({ Protocol: 'email', Endpoint: 'on-call@example.com' });
    expect(mail?.meant(mail.props.TopicArn)?.Type).toBe('AWS::SNS::Topic');
    const [budget] = told.byType('AWS::Budgets::Budget');
    expect(budget?.props.Budget).toMatchObject({ BudgetLimit: { Amount: 200, Unit: 'USD' }, TimeUnit: 'MONTHLY' });
    const whom = budget?.props.NotificationsWithSubscribers.map(
      ({ Subscribers }: { Subscribers: unknown }) => Subscribers,
    );
    expect(whom).toEqual(Array(2).fill([{ SubscriptionType: 'EMAIL', Address: 'on-call@example.com' }]));
  });

  test('is of cost that no past lets expect, by the account’s own monitor where it has one', () => {
    const mail = { 'folio:alarm-mail': 'on-call@example.com', 'folio:cost-anomaly': '50' };
    const told = deployed(mail);
    const [monitor, ...others] = told.byType('AWS::CE::AnomalyMonitor');
    expect(others).toEqual([]);
    expect(monitor?.props).toMatchObject({
      MonitorName: 'folio',
      MonitorType: 'DIMENSIONAL',
      MonitorDimension: 'SERVICE',
    });
    const [subscription] = told.byType('AWS::CE::AnomalySubscription');
    expect(subscription?.props).toMatchObject({
      SubscriptionName: 'folio',
      Frequency: 'DAILY',
      MonitorArnList: [{ Ref: monitor?.id }],
      Subscribers: [{ Type: 'EMAIL', Address: 'on-call@example.com' }],
    });
    expect(JSON.parse(String(subscription?.props.ThresholdExpression))).toEqual({
      Dimensions: {
        Key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
        MatchOptions: ['GREATER_THAN_OR_EQUAL'],
        Values: ['50'],
      },
    });
    const known = 'arn:aws:ce::111122223333:anomalymonitor/0c9f6f2e-9a0e-4f5b-8f0e-6d6c2f0f4b1a';
    const subscribed = deployed({ ...mail, 'folio:cost-monitor': known });
    expect(subscribed.byType('AWS::CE::AnomalyMonitor')).toEqual([]);
    expect(subscribed.byType('AWS::CE::AnomalySubscription')[0]?.props.MonitorArnList).toEqual([known]);
    expect(byType('AWS::CE::AnomalySubscription')).toEqual([]);
  });

  test.each([
    [{ 'folio:cost-anomaly': '50' }, "needs 'folio:alarm-mail'"],
    [{ 'folio:cost-anomaly': '0', 'folio:alarm-mail': 'a@example.com' }, 'must be a whole number'],
    [
      { 'folio:cost-monitor': 'mine', 'folio:cost-anomaly': '5', 'folio:alarm-mail': 'a@example.com' },
      'must be the ARN',
    ],
    [
      { 'folio:cost-monitor': 'arn:aws:ce::111122223333:anomalymonitor/0c9f6f2e-9a0e-4f5b-8f0e-6d6c2f0f4b1a' },
      "needs 'folio:cost-anomaly'",
    ],
    [{ 'folio:alarm-mail': 'nobody' }, 'must be one mail address'],
    [{ 'folio:alarm-mail': 'a@example.com, b@example.com' }, 'must be one mail address'],
    [{ 'folio:monthly-budget': '200' }, "needs 'folio:alarm-mail'"],
    [{ 'folio:monthly-budget': '-1', 'folio:alarm-mail': 'a@example.com' }, 'must be a whole number'],
  ])('is refused where nobody could be told: %j', (context, says) => {
    expect(() => newFolio(context)).toThrow(says);
  });
});

describe('runs at once', () => {
  test('are kept for the functions that the deployment names, and for no other', () => {
    const { byType: of } = deployed({ 'folio:reserved-concurrency': 'identity/api=50, ledger/relay=20' });
    const kept = of('AWS::Lambda::Function').flatMap(({ stack, id, props }) =>
      props.ReservedConcurrentExecutions === undefined
        ? []
        : [`${stack} ${id.replace(/Function.*/, '')} ${props.ReservedConcurrentExecutions}`],
    );
    expect(kept.sort()).toEqual(['identity ServiceApi 50', 'ledger ServiceRelay 20']);
    expect(byType('AWS::Lambda::Function').filter(({ props }) => props.ReservedConcurrentExecutions)).toEqual([]);
  });

  test.each([
    ['identiy/api=50', 'names identiy/api. There are: catalog/api,'],
    ['identity/api=0', 'must be like'],
    ['identity/api', 'must be like'],
    ['identity/api=50;ledger/api=1', 'must be like'],
  ])('are refused where they would be kept for nobody: %s', (said, says) => {
    expect(() => newFolio({ 'folio:reserved-concurrency': said })).toThrow(says);
  });
});

describe('lines of functions and of the gateway', () => {
  const keptFor = (context: object) => logDays(new Stack(new App({ context: { ...context } })), RetentionDays.ONE_YEAR);

  test('are kept for as many days as the stage says, and as usual where it says nothing', () => {
    expect(keptFor({})).toBe(365);
    expect(keptFor({ 'folio:log-days': '30' })).toBe(30);
    // The file of a stage has numbers.
    expect(keptFor({ 'folio:log-days': 3653 })).toBe(3653);
  });

  test.each(['0', '100', '9999', '30.0', 'thirty'])('are not kept for %s days, which CloudWatch refuses', (days) => {
    expect(() => keptFor({ 'folio:log-days': days })).toThrow(/must be a number of days that CloudWatch keeps: 1, 3,/);
  });
});
