import { type Route, route } from '../../../kernel/core/call.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { listLeaves } from '../../contract/api.ts';
import { saltOf } from '../../model/receipt/log-entry.ts';
import { leavesFrom } from '../../store/queries/leaves.ts';
import { findSecret } from '../../store/relay/log-secret.ts';
import { receiptLog } from '../../store/table/log-store.ts';
import type { ProofDeps } from './deps.ts';
import { throughDays } from './through-days.ts';

/** `GET /v1/log/leaves`. */
export const listLeavesRoute = (deps: ProofDeps): Route<typeof listLeaves> =>
  route(listLeaves, async ({ caller: { tenant }, query }) => {
    const log = receiptLog(deps);
    const secret = await findSecret(log);
    if (secret === undefined) return { status: 200, body: { data: [], next: null } };
    const { entries, next } = await throughDays(deps.clock, query, (second, until) =>
      leavesFrom(log, { tenant, second }, until),
    );
    const data = entries.map(({ receiptId, second, index }) => ({
      receiptId,
      at: formatTime(second * 1_000),
      leafIndex: index,
      salt: Buffer.from(saltOf(secret, tenant, receiptId)).toString('base64url'),
    }));
    return { status: 200, body: { data, next } };
  });
