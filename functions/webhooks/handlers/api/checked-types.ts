import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { webhookProblems } from '../../contract/problems.ts';
import { isKnown, type Known } from '../../model/event-filter.ts';

const knownOnes = (known: Known): string => `Known are ${[...known].sort().join(', ')}, <domain>.* of these, and *.`;

/** Refuses an endpoint for events that do not exist: it would wait for ever, and nobody would be told. */
export const checkedTypes = (known: Known, patterns: readonly string[]): void => {
  const unknown = [...patterns.entries()].filter(([, pattern]) => !isKnown(known, pattern));
  if (unknown.length === 0) return;
  const detail = 'No event has this type.';
  const errors = unknown.map(([index]) => ({ pointer: `/events/${index}`, detail }));
  throw new Refusal(webhookProblems['event-type-unknown'], knownOnes(known), errors);
};

/** The same of the filter of a list. */
export const checkedType = (known: Known, type: string | undefined): void => {
  if (type === undefined || isKnown(known, type)) return;
  throw new Refusal(common.query, knownOnes(known), [{ pointer: 'query/type', detail: 'No event has this type.' }]);
};
