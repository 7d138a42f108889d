import { type App, CfnParameter, RemovalPolicy } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { isEphemeral } from './is-ephemeral.ts';

/** What becomes of what holds data, when its stack goes or its first creation fails. */
export const keptAfter = (scope: Construct): RemovalPolicy =>
  isEphemeral(scope) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/** The one alarm of a throw-away stage: the gateway's, which sees a failure of any function that clients wait for. */
const LEFT = '5xx';

/** What later stacks read for their alarms and canaries alone. */
const UNREAD = /\/(alarm-topic-arn|bake-alias-arn)$/;

const isNeedless = (node: unknown): boolean =>
  node instanceof Alarm
    ? node.metric.toMetricConfig().metricStat?.metricName !== LEFT
    : node instanceof CfnParameter && UNREAD.test(String(node.default));

/** Takes all other alarms out of the app, and the parameters that only they read. What would name them is not made there. */
export const goWithoutAlarms = (app: App): void => {
  for (const node of app.node.findAll()) if (isNeedless(node)) node.node.scope?.node.tryRemoveChild(node.node.id);
};
