import * as answers from './answer.ts';
import type { DeployedApi } from './deployed-api.ts';
import type { Exchange } from './exchange.ts';
import type { VerifiedToken } from './jwt.ts';

/** An HTTP API's own limits. */
const MAX_PATH_CHARACTERS = 8_192;
const MAX_HEADER_BYTES = 10_240;

/** The refusal that needs neither body nor token, if there is one; finds the route on the way. */
export const refuseEarly = (exchange: Exchange, api: DeployedApi): answers.Answer | undefined => {
  if (exchange.path.length + exchange.query.length > MAX_PATH_CHARACTERS) return answers.URI_TOO_LONG;
  if (exchange.headers.size > MAX_HEADER_BYTES) return answers.HEADERS_TOO_LARGE;
  if (exchange.headers.ambiguous || !exchange.path.startsWith('/')) return answers.BAD_REQUEST;
  exchange.match = api.router.match(exchange.method, exchange.path);
  if (exchange.match === undefined) return answers.NOT_FOUND;
  return api.throttle?.take() === false ? answers.TOO_MANY : undefined;
};

/** The authorizer's refusal, if there is one; a promise only for a token never seen. */
export const authorize = (
  exchange: Exchange,
  api: DeployedApi,
): answers.Answer | undefined | Promise<answers.Answer | undefined> => {
  const route = exchange.match?.route;
  const authorizer = route === undefined ? undefined : api.authorizer(route);
  if (route === undefined || authorizer === undefined) return undefined;
  const keep = (outcome: VerifiedToken | answers.Answer): answers.Answer | undefined => {
    if ('status' in outcome) return outcome;
    exchange.token = outcome;
    return undefined;
  };
  const outcome = authorizer.check(exchange.headers.authorization, route.scopes);
  return outcome instanceof Promise ? outcome.then(keep) : keep(outcome);
};
