import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';

/**
 * CDK's feature flags as its pinned version recommends them. They stand here and not in cdk.json, so that the app synthesizes
 * to the same templates whoever runs it. An upgrade of CDK can add flags that rename or replace resources: the tests over
 * logical ids and templates show which, before `cdk deploy` does.
 */
export const FEATURES: Readonly<Record<string, unknown>> = {
  ...CURRENTLY_RECOMMENDED_FLAGS,
  // Log groups are made by hand: with retention, key and removal policy.
  '@aws-cdk/aws-lambda:useCdkManagedLogGroup': false,
};
