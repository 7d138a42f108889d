import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';
import { alarmAddress } from './alarm-mail.ts';
import { contextNumber } from './context-number.ts';
import { prefixOf } from './stage.ts';
import { WrongOption } from './wrong-option.ts';

/** US dollars a month for the account, by `-c folio:monthly-budget=`. */
const BUDGET = 'folio:monthly-budget';
const DOLLARS_MAX = 10_000_000;
/** Told when the month so far has cost this share, and when AWS foresees that the whole will. */
const SPENT_PERCENT = 80;

/**
 * Mails when the account costs more than it should: a flood of requests is paid by the request. AWS knows of cost some hours late, so this
 * ends nothing; it says that something runs which nobody meant to.
 *
 * @throws Error where there is a budget and nobody to tell
 */
export const watchBudget = (scope: Construct): void => {
  const amount = contextNumber(scope, BUDGET, { least: 1, most: DOLLARS_MAX });
  if (amount === undefined) return;
  const address = alarmAddress(scope);
  if (address === undefined)
    throw new WrongOption(`Context '${BUDGET}' needs 'folio:alarm-mail': somebody has to be told.`);
  const notify = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
    notification: { notificationType, threshold, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
    subscribers: [{ subscriptionType: 'EMAIL', address }],
  });
  new CfnBudget(scope, 'Budget', {
    budget: {
      budgetName: `${prefixOf(scope)}folio`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount, unit: 'USD' },
    },
    notificationsWithSubscribers: [notify('ACTUAL', SPENT_PERCENT), notify('FORECASTED', 100)],
  });
};
