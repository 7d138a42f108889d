import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { transact } from '../../../kernel/aws/transact.ts';
import type { Call, Reply } from '../../../kernel/core/call.ts';
import type { Operation } from '../../../kernel/core/operation.ts';
import type { Policy } from '../../model/policy.ts';
import { deciding } from '../../store/commit/policy.ts';
import { findPolicy } from '../../store/queries/policy.ts';
import type { ApiDeps } from './deps.ts';
import { notFound } from './existing.ts';

const DELETED: Reply = { status: 204 };

/**
 * Takes one part of a tenant's policy away. What was there at the first attempt and is gone at a later one has been deleted: by
 * this call, whose answer was lost, or by another one. Both have the same result.
 */
export const deletePart = (
  deps: ApiDeps,
  { caller, deadline }: Pick<Call<Operation>, 'caller' | 'deadline'>,
  id: string,
  { what, isThere }: { readonly what: string; readonly isThere: (policy: Policy) => boolean },
): Promise<Reply> =>
  retryOnConflict(deps, deadline, async (attempt) => {
    const policy = await findPolicy(deps, caller.tenant);
    if (!isThere(policy)) {
      if (attempt > 0) return DELETED;
      throw notFound(what);
    }
    const { kind } = await transact(deps, [deciding(deps, caller.tenant, policy, { remove: [id] })]);
    return kind === 'committed' ? DELETED : undefined;
  });
