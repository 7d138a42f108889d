import type { Call } from '../../kernel/call.ts';
import { throughContention } from '../../kernel/contention.ts';
import type { Operation } from '../../kernel/operation.ts';
import type { Outcome } from '../store/cancellation.ts';
import type { IdentityDeps } from './deps.ts';

type Settled = Exclude<Outcome, 'contention'>;

/**
 * Runs a transaction until something came of it, within the deadline.
 * @throws Refusal `conflict`, with nothing written, when the time is up
 */
export const settled = (
  deps: Pick<IdentityDeps, 'clock' | 'chance'>,
  { deadline }: Pick<Call<Operation>, 'deadline'>,
  commit: () => Promise<Outcome>,
): Promise<Settled> =>
  throughContention(deps, deadline, async () => {
    const outcome = await commit();
    return outcome === 'contention' ? undefined : outcome;
  });
