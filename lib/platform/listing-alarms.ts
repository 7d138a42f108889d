import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { acknowledge, asFound } from './nag.ts';
import type { ReleasedFunction } from './released-function.ts';

/** What of alarms can be read for the account alone. */
type AlarmReading = 'DescribeAlarms' | 'DescribeAlarmHistory';

/** Lets a function list alarms: all of the account's, whichever names it asks for, since AWS has no smaller right to that. */
export const grantListingAlarms = (
  fn: ReleasedFunction,
  actions: readonly AlarmReading[] = ['DescribeAlarms'],
): void => {
  const alarms = Stack.of(fn).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  fn.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: actions.map((action) => `cloudwatch:${action}`), resources: [alarms] }),
  );
  acknowledge(
    fn,
    `AwsSolutions-IAM5[Resource::${asFound(fn, alarms)}]`,
    'Alarms are listed for the account, or not at all; it only reads.',
  );
};
