import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Lets somebody run functions by their aliases' ARNs, which may be known at deployment only. */
export const grantInvoking = ({ grantPrincipal }: IGrantable, ...aliases: readonly string[]): void => {
  grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [...aliases] }),
  );
};
