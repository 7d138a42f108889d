import { type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { getCallProof } from '../../contract/access-log.ts';
import { callsFrom, type TimedCall } from '../../store/queries/calls.ts';
import { findCheckpoint } from '../../store/queries/checkpoints.ts';
import { findSecret } from '../../store/relay/log-secret.ts';
import { callLog, type LogStore } from '../../store/table/log-store.ts';
import type { ProofDeps } from './deps.ts';
import { notYet, shownProof } from './shown-proof.ts';
import { secondOfTime } from './through-days.ts';

/** A call is answered within 30 seconds: whoever has the time of the answer finds it from there. */
const BEFORE_SECONDS = 30;
/** The caller's clock may be a little behind the gateway's. */
const AFTER_SECONDS = 2;
/** So long a line of the gateway may be on its way. */
const ON_ITS_WAY_SECONDS = 120;

/** Looks through whole seconds, each once. */
const findCall = async (log: LogStore, tenant: string, at: number, requestId: string) => {
  const until = at + AFTER_SECONDS;
  for (let second = at - BEFORE_SECONDS; second <= until; ) {
    const { entries, next } = await callsFrom(log, { tenant, second }, until);
    const found = entries.find((call) => call.requestId === requestId);
    if (found !== undefined) return found;
    second = next;
  }
  return undefined;
};

/** `GET /v1/log/calls/proof`: of the tenant's own calls, and of those that were denied before anybody knew whose they are. */
export const getCallProofRoute = (deps: ProofDeps): Route<typeof getCallProof> =>
  route(getCallProof, async ({ caller: { tenant }, query }) => {
    const log = callLog(deps);
    const second = secondOfTime(query.at);
    const checkpoint = await findCheckpoint(log);
    const secret = await findSecret(log);
    const found: TimedCall | undefined =
      (await findCall(log, tenant, second, query.requestId)) ?? (await findCall(log, '', second, query.requestId));
    if (found === undefined || secret === undefined) {
      if (second > deps.clock.now() / 1_000 - ON_ITS_WAY_SECONDS) throw notYet();
      throw new Refusal(common['not-found'], 'The access log has no such call of that time.');
    }
    const { index: leafIndex, second: _, ...call } = found;
    const of = { secret, tenant: call.tenant ?? '', id: call.requestId, leafIndex };
    return { status: 200, body: { format: 'folio-call-proof/1', call, ...(await shownProof(log, of, checkpoint)) } };
  });
