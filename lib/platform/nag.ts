import { type App, Aws, Stack, Token, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';

/** Holds every stack of the app to the AWS Solutions pack; what is not acknowledged with a reason fails the synthesis. */
export const checkWithNag = (app: App): void => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
};

/** Says why a finding is right as it is. It holds for `scope` and below, for this one rule or finding, and nothing else. */
export const acknowledge = (scope: IConstruct, id: string, reason: string): void => {
  Validations.of(scope).acknowledge({ id, reason });
};

/** A resource as a finding writes it: by the pseudo parameters where the stack may be deployed anywhere, by their values where it may not. */
export const asFound = (scope: IConstruct, arn: string): string => {
  const { partition, region, account } = Stack.of(scope);
  const parts = [
    [Aws.PARTITION, partition, 'AWS::Partition'],
    [Aws.REGION, region, 'AWS::Region'],
    [Aws.ACCOUNT_ID, account, 'AWS::AccountId'],
  ] as const;
  return parts.reduce(
    (text, [token, value, name]) => text.replaceAll(token, Token.isUnresolved(value) ? `<${name}>` : value),
    arn,
  );
};
