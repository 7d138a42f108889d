import { type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { getProblem } from '../../contract/api.ts';
import { PAGE_HEADERS } from '../../model/page.ts';
import { problemPage } from '../../model/problem-page.ts';
import type { MetaDeps } from '../deps.ts';

/** `GET /problems/{slug}`: what the `type` of an error leads to. */
export const problemRoute = ({ document }: Pick<MetaDeps, 'document'>): Route<typeof getProblem> =>
  route(getProblem, async ({ params }) => {
    const problem = document.problems.get(params.slug);
    if (problem === undefined) throw new Refusal(common['not-found'], 'No problem has this name.');
    return { status: 200, body: problemPage(problem), headers: PAGE_HEADERS };
  });
