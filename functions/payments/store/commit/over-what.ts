import { big, int } from '../../../kernel/aws/attributes.ts';
import type { Conflicts } from '../../../kernel/aws/transact.ts';
import type { Refusal } from '../../../kernel/core/problem.ts';
import type { Claim } from '../../model/limit.ts';
import { overLimit } from '../../model/over-limit.ts';

/** The limit that a failed condition means. `first`: the place of the first count among the actions. */
export const overWhat = (
  claims: readonly Claim[],
  conflicts: Conflicts,
  first: number,
  now: number,
): Refusal | undefined => {
  const index = [...conflicts.keys()].find((one) => one >= first && one < first + claims.length);
  const claim = index === undefined ? undefined : claims[index - first];
  if (index === undefined || claim === undefined) return undefined;
  const item = conflicts.get(index);
  const used = item === undefined ? undefined : { amount: big(item, 'amount'), count: int(item, 'count') };
  return overLimit(claim.limit, now, used);
};
