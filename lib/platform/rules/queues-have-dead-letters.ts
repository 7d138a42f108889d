import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { DeadLetterQueue } from '../dead-letter-queue.ts';
import type { Rule } from './rule.ts';

/** A message that can never be handled must end somewhere where it is seen, and not go round until it expires. */
export const queuesHaveDeadLetters: Rule = {
  name: 'QueuesHaveDeadLetters',
  breach: (resource) => {
    if (!(resource instanceof CfnQueue) || resource.redrivePolicy !== undefined) return undefined;
    if (resource.node.scopes.some((scope) => scope instanceof DeadLetterQueue)) return undefined;
    return 'a queue without dead letters: make it with WorkQueue.';
  },
};
