import type { Construct } from 'constructs';
import { aliasTargetsOnly } from './alias-targets-only.ts';
import { noWildcardGrants } from './no-wildcard-grants.ts';
import { queuesHaveDeadLetters } from './queues-have-dead-letters.ts';
import { releasedFunctionsOnly } from './released-functions-only.ts';
import { enforce, type Rule } from './rule.ts';
import { rulesTargetQueues } from './rules-target-queues.ts';
import { streamMappingsGiveUp } from './stream-mappings-give-up.ts';
import { tablesRecover } from './tables-recover.ts';

/** The rules of the architecture that a synthesis is held to. */
export const RULES: readonly Rule[] = [
  releasedFunctionsOnly,
  aliasTargetsOnly,
  queuesHaveDeadLetters,
  tablesRecover,
  noWildcardGrants,
  streamMappingsGiveUp,
  rulesTargetQueues,
];

/** Makes the synthesis of everything under `scope` fail on a broken rule of the architecture. */
export const enforceRules = (scope: Construct): void => {
  for (const rule of RULES) enforce(scope, rule);
};
