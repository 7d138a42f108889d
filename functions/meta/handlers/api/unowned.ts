import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import type { Unowned } from '../../../kernel/http/find-route.ts';
import { allowedMethods } from '../../model/allowed-methods.ts';
import type { ApiDocument } from '../../model/api-document.ts';

/**
 * What the gateway's default route answers: no route took the request, so the path is unknown, or it is known and the method
 * is not. The same with and without a token.
 */
export const unowned = ({ routes }: Pick<ApiDocument, 'routes'>, method: string, path: string): Unowned => {
  const allowed = allowedMethods(routes, path);
  // The gateway matched nothing although a route seems to fit: it reads the path in another way, and its reading counts.
  if (allowed.length === 0 || allowed.includes(method)) {
    return { refusal: new Refusal(common['not-found'], 'There is nothing under this path.'), headers: {} };
  }
  return {
    refusal: new Refusal(common.method, `This path takes ${allowed.join(', ')}.`),
    headers: { allow: allowed.join(', ') },
  };
};
