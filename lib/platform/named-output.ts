import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** An output of a stack by exactly this name, wherever in the stack it is made: documents name it, and people look for it. */
export const namedOutput = (
  scope: Construct,
  name: string,
  { value, description }: { readonly value: string; readonly description: string },
): void => {
  new CfnOutput(scope, name, { value, description }).overrideLogicalId(name);
};
