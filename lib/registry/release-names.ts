import type { Deployment } from '../platform/deployment.ts';

/** Under which all pins of a deployment are. */
export const pinsPath = ({ prefix }: Deployment): string => `/${prefix}folio/release`;

/** An ARN as cdk-nag writes it into a finding: pseudo parameters by their names. */
export const known = (arn: string): string => arn.replaceAll(/\$\{Token\[AWS\.(\w+)\.\d+\]\}/g, '<AWS::$1>');
