import { type CfnResource, Names } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { ReleasedFunction } from '../released-function.ts';
import type { Rule } from './rule.ts';

/** A function without versions and alias cannot be rolled back; that covers the helper functions of libraries too. */
export const releasedFunctionsOnly: Rule = {
  name: 'ReleasedFunctionsOnly',
  breach: (resource: CfnResource) => {
    if (!(resource instanceof CfnFunction)) return undefined;
    if (resource.node.scopes.some((scope) => scope instanceof ReleasedFunction)) return undefined;
    return `${Names.nodeUniqueId(resource.node)} is a bare function: make it with ReleasedFunction.`;
  },
};
