import { present } from '../../../kernel/core/assert.ts';
import { type Route, route } from '../../../kernel/core/call.ts';
import { formatTime, parseTime } from '../../../kernel/values/time.ts';
import { listLeaves } from '../../contract/api.ts';
import { saltOf } from '../../model/receipt/log-entry.ts';
import { leavesFrom } from '../../store/queries/leaves.ts';
import { findSecret } from '../../store/relay/log-secret.ts';
import type { ProofDeps } from './deps.ts';

/** Hours of one call, of which each is a query at least. */
const HOURS_MAX = 24;
const LEAVES = 1_000;

const secondOfTime = (text: string): number =>
  Math.floor(present(parseTime(text), 'the contract takes times only') / 1_000);

/** `GET /v1/log/leaves`. */
export const listLeavesRoute = (deps: ProofDeps): Route<typeof listLeaves> =>
  route(listLeaves, async ({ caller: { tenant }, query }) => {
    const [until, secret] = [secondOfTime(query.to), await findSecret(deps)];
    const data = [];
    let second = secondOfTime(query.from);
    for (
      let hours = 0;
      hours < HOURS_MAX && second <= until && data.length < LEAVES && secret !== undefined;
      hours += 1
    ) {
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
