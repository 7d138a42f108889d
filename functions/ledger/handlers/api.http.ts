import { http } from '../../kernel/http.ts';
import { type Log, liveLog } from '../../kernel/log.ts';
import type { LedgerDeps } from './api/ledger-deps.ts';
import { ledgerRoutes } from './api/routes.ts';
import { live } from './live.ts';

/** The ledger's only HTTP function. */
export const build = (deps: LedgerDeps & { readonly log: Log }) =>
  http({ domain: 'ledger', routes: ledgerRoutes(deps), deps });

export const handler = build({ ...live(), log: liveLog() });
