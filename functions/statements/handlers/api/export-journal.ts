import { type Call, type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { parseCivilDate } from '../../../kernel/values/civil-date.ts';
import { exportJournal, type JournalFormatName } from '../../contract/export-api.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { JournalFormat } from '../../model/statement/journal-format.ts';
import { readPosition, writePosition } from '../../model/statement/journal-position.ts';
import { beancount } from '../../model/statement/write-beancount.ts';
import { hledger } from '../../model/statement/write-hledger.ts';
import { importCsv, jsonLines } from '../../model/statement/write-import.ts';
import { readJournalPiece } from '../../store/queries/journal-piece.ts';
import type { StatementsDeps } from './deps.ts';

const FORMATS: Readonly<Record<JournalFormatName, JournalFormat & { readonly type: string }>> = {
  beancount: { ...beancount, type: 'text/plain; charset=utf-8' },
  hledger: { ...hledger, type: 'text/plain; charset=utf-8' },
  csv: { ...importCsv, type: 'text/csv; charset=utf-8' },
  jsonl: { ...jsonLines, type: 'text/plain; charset=utf-8' },
};

type Query = Call<typeof exportJournal>['query'];

const dayOf = (text: string | undefined) => (text === undefined ? undefined : parseCivilDate(text));

const filtersOf = ({ cursor: _, ...filters }: Query): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** `GET /v1/exports/journal`. */
export const exportJournalRoute = (deps: StatementsDeps): Route<typeof exportJournal> =>
  route(exportJournal, async ({ caller, query, requestId, deadline }) => {
    const [from, to] = [dayOf(query.from), dayOf(query.to)];
    if (from !== undefined && to !== undefined && from > to)
      throw new Refusal(statementProblems['statement-days'], 'The first day is later than the last one.');
    const filters = filtersOf(query);
    const question = new URLSearchParams(filters).toString();
    const position = query.cursor === undefined ? undefined : readPosition(query.cursor, question);
    if (query.cursor !== undefined && position === undefined)
      throw new Refusal(common['cursor-invalid'], 'This cursor did not come from this journal with these filters.');
    const { type, ...format } = FORMATS[query.format];
    const asking = { ask: deps.ask, tenant: caller.tenant, requestId };
    const wanted = { format, from, to, basis: query.basis ?? 'effective' } as const;
    const { text, next } = await readJournalPiece(deps, asking, wanted, { from: position, deadline });
    const more =
      next === undefined ? undefined : new URLSearchParams({ ...filters, cursor: writePosition(next, question) });
    const headers = {
      'content-type': type,
      ...(more === undefined ? {} : { link: `</v1/exports/journal?${more}>; rel="next"` }),
    };
    return { status: 200, body: text, headers };
  });
