import { type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { rebuildHistory } from '../../contract/api.ts';
import { keepEntries } from '../../store/commit/keep-entries.ts';
import { ledgerEntries } from '../../store/queries/ledger.ts';
import type { StatementsDeps } from './deps.ts';
import { historyAsked } from './history-asked.ts';

/** Of one call: 1,000 entries, well within its time. */
const PAGES = 10;

/** `POST /v1/statements/{account}/rebuild`. */
export const rebuildHistoryRoute = (deps: StatementsDeps): Route<typeof rebuildHistory> =>
  route(rebuildHistory, async (call) => {
    const { asking, name } = await historyAsked(deps, call, call.query.currency);
    let [cursor, entries] = [call.query.cursor, 0];
    for (let pages = 0; pages < PAGES; pages += 1) {
      const page = await ledgerEntries(asking, name, { order: 'asc', ...(cursor === undefined ? {} : { cursor }) });
      if (page === undefined)
        throw new Refusal(common['cursor-invalid'], 'This cursor did not come from a rebuild of this history.');
      await keepEntries(
        deps,
        page.entries.map((entry) => ({ ...name, entry })),
      );
      entries += page.entries.length;
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    return { status: 200, body: { entries, nextCursor: cursor ?? null } };
  });
