/**
 * CDK's feature flags, here and not in cdk.json, so that the app synthesizes to the same templates whoever runs it. Changing
 * one can rename or replace resources that hold money: read its documentation and `cdk diff` first.
 */
export const FEATURES = {
  '@aws-cdk/aws-lambda:recognizeVersionProps': true,
  '@aws-cdk/aws-lambda:recognizeLayerVersion': true,
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-lambda:useCdkManagedLogGroup': false,
} as const;
