import { CfnAnomalyMonitor, CfnAnomalySubscription } from 'aws-cdk-lib/aws-ce';
import type { Construct } from 'constructs';
import { alarmAddress } from './alarm-mail.ts';
import { contextNumber } from './context-number.ts';
import { prefixOf } from './stage.ts';
import { WrongOption } from './wrong-option.ts';

/** US dollars above what AWS expects of a service, by `-c folio:cost-anomaly=`. */
const ANOMALY = 'folio:cost-anomaly';
const DOLLARS_MAX = 1_000_000;
/** The one that an account may have: AWS takes a single monitor over all its services. */
const MONITORS = 'folio:cost-monitor';
const MONITOR_ARN = /^arn:[a-z-]+:ce::\d{12}:anomalymonitor\/[0-9a-f-]{36}$/;

const knownMonitor = (scope: Construct): string | undefined => {
  const said: unknown = scope.node.tryGetContext(MONITORS);
  if (said === undefined || said === '') return undefined;
  if (typeof said !== 'string' || !MONITOR_ARN.test(said))
    throw new WrongOption(`Context '${MONITORS}' must be the ARN of a monitor of cost anomalies.`);
  return said;
};

/**
 * Mails once a day when a service of AWS costs more than its past lets expect: what nobody budgeted for, before the month's budget is
 * reached. AWS looks some three times a day, a day late; monitor and mails cost nothing.
 *
 * An account has one monitor over all services: where there is one, the deployment subscribes to it by its ARN.
 *
 * @throws Error where there is nobody to tell, or a monitor and no threshold
 */
export const watchCostAnomalies = (scope: Construct): void => {
  const amount = contextNumber(scope, ANOMALY, { least: 1, most: DOLLARS_MAX });
  const known = knownMonitor(scope);
  if (amount === undefined) {
    if (known !== undefined) throw new WrongOption(`Context '${MONITORS}' needs '${ANOMALY}': above how many dollars?`);
    return;
  }
  const address = alarmAddress(scope);
  if (address === undefined)
    throw new WrongOption(`Context '${ANOMALY}' needs 'folio:alarm-mail': somebody has to be told.`);
  const name = `${prefixOf(scope)}folio`;
  const made = (): string =>
    new CfnAnomalyMonitor(scope, 'CostMonitor', {
      monitorName: name,
      monitorType: 'DIMENSIONAL',
      monitorDimension: 'SERVICE',
    }).ref;
  new CfnAnomalySubscription(scope, 'CostAnomalies', {
    subscriptionName: name,
    monitorArnList: [known ?? made()],
    subscribers: [{ type: 'EMAIL', address }],
    frequency: 'DAILY',
    thresholdExpression: JSON.stringify({
      Dimensions: {
        Key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
        MatchOptions: ['GREATER_THAN_OR_EQUAL'],
        Values: [String(amount)],
      },
    }),
  });
};
