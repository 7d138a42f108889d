import { present } from '../../../kernel/core/assert.ts';
import { type Route, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { parseCivilDate } from '../../../kernel/values/civil-date.ts';
import { formatTime, parseTime } from '../../../kernel/values/time.ts';
import { getStatement } from '../../contract/api.ts';
import { statementProblems } from '../../contract/problems.ts';
import { LINES_MAX, readStatement } from '../../store/commit/read-statement.ts';
import { systemVersions } from '../../store/queries/ledger.ts';
import type { StatementsDeps } from './deps.ts';
import { historyAsked } from './history-asked.ts';
import { formatOf, written } from './written.ts';

const dayOf = (text: string) => present(parseCivilDate(text), 'the contract takes days only');

/** `GET /v1/statements/{account}`. */
export const getStatementRoute = (deps: StatementsDeps): Route<typeof getStatement> =>
  route(getStatement, async (call) => {
    const { query, headers } = call;
    const [from, to] = [dayOf(query.from), dayOf(query.to)];
    if (from > to) throw new Refusal(statementProblems['statement-days'], 'The first day is later than the last one.');
    const { asking, name, versions } = await historyAsked(deps, call, query.currency);
    const endOfTo = parseTime(`${to}T23:59:59.999Z`) ?? 0;
    const until = Math.min(endOfTo, deps.clock.now());
    const known = versions ?? (await systemVersions(asking, name, until));
    const { account, currency } = name;
    const wanted = { account, currency, from, to, basis: query.basis ?? 'effective' } as const;
    const statement = await readStatement(deps, asking, name, wanted, known, call);
    if (statement === undefined)
      throw new Refusal(
        statementProblems['statement-too-long'],
        `These days have more than ${LINES_MAX} lines: ask for fewer of them.`,
      );
    const at = `${formatTime(deps.clock.now()).slice(0, 19)}Z`;
    return written({ ...statement, account: query.as ?? account }, formatOf(query.format, headers.accept), at);
  });
