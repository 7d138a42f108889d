import { present } from '../../../kernel/core/assert.ts';
import { type Route, route } from '../../../kernel/core/call.ts';
import { formatTime, parseTime } from '../../../kernel/values/time.ts';
import { listLeaves } from '../../contract/api.ts';
import { saltOf } from '../../model/receipt/log-entry.ts';
import { leavesFrom } from '../../store/queries/leaves.ts';
import { findSecret } from '../../store/relay/log-secret.ts';
import type { ProofDeps } from './deps.ts';

/** Days of one call, of which each is a query at least. */
const DAYS_MAX = 100;
const LEAVES = 1_000;
/** How far the clock of whoever made a receipt may be ahead of ours. */
const AHEAD_SECONDS = 3_600;

const secondOfTime = (text: string): number =>
  Math.floor(present(parseTime(text), 'the contract takes times only') / 1_000);

/** `GET /v1/log/leaves`. */
export const listLeavesRoute = (deps: ProofDeps): Route<typeof listLeaves> =>
  route(listLeaves, async ({ caller: { tenant }, query }) => {
    const until = Math.min(secondOfTime(query.to), Math.floor(deps.clock.now() / 1_000) + AHEAD_SECONDS);
    const secret = await findSecret(deps);
    const data = [];
    let second = secondOfTime(query.from);
    for (let days = 0; days < DAYS_MAX && second <= until && data.length < LEAVES && secret !== undefined; days += 1) {
      const { leaves, next } = await leavesFrom(deps, { tenant, second }, until);
      for (const leaf of leaves)
        data.push({
          receiptId: leaf.receiptId,
          at: formatTime(leaf.second * 1_000),
          leafIndex: leaf.index,
          salt: Buffer.from(saltOf(secret, tenant, leaf.receiptId)).toString('base64url'),
        });
      second = next;
    }
    const ended = second > until || secret === undefined;
    return { status: 200, body: { data, next: ended ? null : formatTime(second * 1_000) } };
  });
