import * as z from 'zod';
import { type Call, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import type { OperatorAnswer, OperatorRequest } from '../../../registry/contract/releases-view.ts';
import { catalogProblems } from '../../contract/problems.ts';
import { resumeRelease, rollbackRelease, unpinRelease } from '../../contract/releases-api.ts';
import { isOwnOrigin } from '../../model/own-origin.ts';
import type { AskTask } from '../../store/queries/tasks.ts';

export interface OperateDeps extends HttpDeps {
  /** The registry's operator; undefined where the stage has not switched it on. */
  readonly operate: AskTask | undefined;
  /** Of the edge, where one stands before the API. */
  readonly edgeHost: string | undefined;
}

const answer = z.object({ done: z.boolean(), says: z.string() }) satisfies z.ZodType<OperatorAnswer>;

type ReleaseCall = Call<typeof rollbackRelease | typeof unpinRelease | typeof resumeRelease>;

/** Tells the operator, in the name of the client that calls, and answers what became of it. */
const change =
  (act: OperatorRequest['act'], { operate, edgeHost }: OperateDeps) =>
  async ({ params: { domain }, body: { reason, incident }, caller, headers }: ReleaseCall) => {
    if (!isOwnOrigin(headers.origin, [headers.host, edgeHost]))
      throw new Refusal(catalogProblems['foreign-origin'], 'This page is not the console of this API.');
    if (operate === undefined)
      throw new Refusal(catalogProblems['releases-not-operated'], 'This stage does not change releases by its API.');
    const actor = `${caller.tenant}/${caller.clientId}`;
    const request: OperatorRequest = { act, domain, actor, reason, ...(incident === undefined ? {} : { incident }) };
    const said = await operate(request);
    if (said === undefined)
      return {
        status: 202,
        body: { domain, state: 'under-way', says: 'It takes longer than this answer may, and goes on.' },
      };
    const { done, says } = answer.parse(said);
    if (!done) throw new Refusal(catalogProblems['release-refused'], says);
    return { status: 200, body: { domain, state: 'done', says } };
  };

/** Changes releases for who may. */
export const build = (deps: OperateDeps) =>
  http({
    domain: 'catalog',
    routes: [
      route(rollbackRelease, change('rollback', deps)),
      route(unpinRelease, change('unpin', deps)),
      route(resumeRelease, change('resume', deps)),
      healthRoute(deps.codeVersion),
    ],
    deps,
  });
