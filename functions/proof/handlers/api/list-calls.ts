import { type Route, route } from '../../../kernel/core/call.ts';
import { listCalls } from '../../contract/access-log.ts';
import { saltOf } from '../../model/receipt/log-entry.ts';
import { callsFrom } from '../../store/queries/calls.ts';
import { findSecret } from '../../store/relay/log-secret.ts';
import { callLog } from '../../store/table/log-store.ts';
import type { ProofDeps } from './deps.ts';
import { throughDays } from './through-days.ts';

/** `GET /v1/log/calls`. */
export const listCallsRoute = (deps: ProofDeps): Route<typeof listCalls> =>
  route(listCalls, async ({ caller: { tenant }, query }) => {
    const log = callLog(deps);
    const secret = await findSecret(log);
    if (secret === undefined) return { status: 200, body: { data: [], next: null } };
    const { entries, next } = await throughDays(deps.clock, query, (second, until) =>
      callsFrom(log, { tenant, second }, until),
    );
    const data = entries.map(({ index, second: _, ...call }) => ({
      call,
      leafIndex: index,
      salt: Buffer.from(saltOf(secret, tenant, call.requestId)).toString('base64url'),
    }));
    return { status: 200, body: { data, next } };
  });
