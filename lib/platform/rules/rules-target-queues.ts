import { type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { asArray, field, type Resolved, referencedIds, resolved } from './resolved.ts';
import type { Rule } from './rule.ts';

const isQueue = (resource: CfnResource, target: Resolved): boolean => {
  const stack = Stack.of(resource);
  const queues = stack.node.findAll().filter((node) => node instanceof CfnQueue);
  const ids = new Set(queues.map((queue) => String(stack.resolve(queue.logicalId))));
  return referencedIds(field(target, 'arn')).some((id) => ids.has(id));
};

/** EventBridge drops an event that its target refuses for a day; a queue takes it at once and keeps it. */
export const rulesTargetQueues: Rule = {
  name: 'RulesTargetQueues',
  breach: (resource) => {
    if (!(resource instanceof CfnRule)) return undefined;
    const targets = asArray(resolved(resource, resource.targets));
    if (targets.length === 0) return 'a rule without a target: make it with EventRoute.';
    for (const target of targets) {
      if (!isQueue(resource, target)) return 'a rule whose target is not a queue: make it with EventRoute.';
      if (field(field(target, 'deadLetterConfig'), 'arn') === undefined) {
        return 'a rule whose target has no dead letters: make it with EventRoute.';
      }
    }
    return undefined;
  },
};
