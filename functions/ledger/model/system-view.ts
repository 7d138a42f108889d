import { formatBalance } from '../../kernel/values/money.ts';
import { formatTime } from '../../kernel/values/time.ts';
import type { SystemAccountView } from '../contract/account.ts';
import { posted } from './entry-history.ts';
import type { SystemState } from './system-fold.ts';

/**
 * A system account as the API shows it: credits minus debits. `asOf` is the commit time of the newest transaction that is in
 * it, or `now` where there is none: later ones may still be on their way.
 */
export const systemView = (
  id: string,
  balances: readonly { readonly currency: string; readonly state: SystemState }[],
  now: number,
): SystemAccountView => ({
  id,
  system: true,
  balances: balances.map(({ currency, state }) => ({
    currency,
    posted: formatBalance(posted(state, 'credit')),
    pendingIn: formatBalance(state.pendingCredits),
    pendingOut: formatBalance(state.pendingDebits),
  })),
  asOf: formatTime(balances.length === 0 ? now : Math.max(...balances.map(({ state }) => state.link.commitAt))),
});
