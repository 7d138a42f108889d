import { type CfnParameter, type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import {
  CfnAlias,
  CfnEventInvokeConfig,
  CfnEventSourceMapping,
  CfnFunction,
  CfnPermission,
  CfnUrl,
  CfnVersion,
} from 'aws-cdk-lib/aws-lambda';
import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { asArray, field, type Resolved, referencedIds, resolved } from './resolved.ts';
import type { Rule } from './rule.ts';

/** Where a resource says which function it means; undefined for resources that call none. */
const targetsOf = (resource: CfnResource): readonly Resolved[] | undefined => {
  if (resource instanceof CfnPermission) return [resource.functionName];
  if (resource instanceof CfnEventSourceMapping) return [resource.functionName];
  if (resource instanceof CfnIntegration) return [resource.integrationUri];
  if (resource instanceof CfnSubscriptionFilter) return [resource.destinationArn];
  if (resource instanceof CfnUrl) return resource.qualifier === undefined ? [resource.targetFunctionArn] : [];
  if (resource instanceof CfnEventInvokeConfig) return resource.qualifier === '$LATEST' ? [resource.functionName] : [];
  if (resource instanceof CfnSchedule) return [field(resolved(resource, resource.target), 'arn')];
  if (resource instanceof CfnRule) {
    return asArray(resolved(resource, resource.targets)).map((target) => field(target, 'arn'));
  }
  return undefined;
};

const byLogicalId = (resource: CfnResource) => {
  const stack = Stack.of(resource);
  return new Map(
    stack.node
      .findAll()
      .filter((node): node is CfnResource | CfnParameter => 'logicalId' in node)
      .map((node) => [String(stack.resolve(node.logicalId)), node]),
  );
};

/** Text counts only as an ARN of a function that ends in an alias: `...:function:name:live`. */
const namesBareFunction = (target: Resolved): boolean =>
  typeof target === 'string' && (/:function:[^:]+(:\$LATEST|:\d+)?$/.test(target) || !target.includes(':'));

/** Calls that do not go through the alias stay where they are when the alias is rolled back. */
export const aliasTargetsOnly: Rule = {
  name: 'AliasTargetsOnly',
  breach: (resource) => {
    const targets = targetsOf(resource);
    if (targets === undefined) return undefined;
    const nodes = byLogicalId(resource);
    for (const raw of targets) {
      const target = resolved(resource, raw);
      const referenced = referencedIds(target).map((id) => nodes.get(id));
      const throughAlias = referenced.some((node) => node instanceof CfnAlias);
      const bare = referenced.some((node) => node instanceof CfnFunction || node instanceof CfnVersion);
      if ((bare && !throughAlias) || namesBareFunction(target)) {
        return `${resource.cfnResourceType} points at a function or version: point it at the alias.`;
      }
    }
    return undefined;
  },
};
