import { common } from '../core/common-problems.ts';
import { Refusal } from '../core/problem.ts';
import type { HttpEvent } from './http-event.ts';
import type { Found, Router } from './http-router.ts';
import type { HttpMiddleware } from './http-run.ts';

/** The answer to a request that matched no route: 404, or 405 with what is allowed. */
export interface Unowned {
  readonly refusal: Refusal;
  readonly headers: Readonly<Record<string, string>>;
}

/** For the function behind the gateway's default route: says whether the path or the method is unknown. */
export type FindUnowned = (method: string, path: string) => Unowned;

const find = (routes: Router, unowned: FindUnowned | undefined, event: HttpEvent): Found | Unowned => {
  const { routeKey, pathParameters, rawPath, requestContext } = event;
  const chosen = routes.byKey(routeKey);
  if (chosen !== undefined) return { route: chosen, params: pathParameters ?? {} };
  const { method } = requestContext.http;
  if (unowned !== undefined) return unowned(method, rawPath);
  const found = routes.byPath(method, rawPath);
  if (found !== undefined) return found;
  throw new Refusal(common['not-found'], 'There is nothing under this path.');
};

/** Finds the operation of a request by the gateway's route key. */
export const findRoute = (routes: Router, unowned?: FindUnowned): HttpMiddleware => ({
  before: ({ event, internal }) => {
    const found = find(routes, unowned, event);
    if ('refusal' in found) {
      internal.headers = found.headers;
      throw found.refusal;
    }
    internal.found = found;
  },
});
