import { type AccessLog, accessLog } from './access-log.ts';
import type { Api, ApiRoute } from './api.ts';
import { JwtAuthorizer } from './authorizer.ts';
import { Router } from './router.ts';
import { Throttle } from './throttle.ts';

/** One state of the API, compiled; the gateway swaps it whole, so a request never sees half a deployment. */
export interface DeployedApi {
  readonly apiId: string;
  readonly router: Router;
  readonly authorizer: (route: ApiRoute) => JwtAuthorizer | undefined;
  readonly throttle: Throttle | undefined;
  readonly accessLog: AccessLog | undefined;
}

/**
 * @param throttled request quotas are off locally unless asked for.
 * @param follow gets every line of the access log.
 * @param before its authorizers (with their cached keys and tokens) and its log are kept where nothing changed.
 */
export const deployApi = (
  api: Api,
  throttled: boolean,
  follow: (group: string, line: string) => void,
  before?: { readonly api: Api; readonly deployed: DeployedApi },
): DeployedApi => {
  const authorizers = new Map<string, JwtAuthorizer>();
  for (const route of [...(before?.api.routes ?? [])]) {
    const kept = before?.deployed.authorizer(route);
    if (kept !== undefined) authorizers.set(JSON.stringify(route.authorizer), kept);
  }
  for (const { authorizer } of api.routes) {
    const id = JSON.stringify(authorizer);
    if (authorizer !== undefined && !authorizers.has(id)) authorizers.set(id, new JwtAuthorizer(authorizer));
  }
  const byRoute = new Map(api.routes.map((route) => [route, authorizers.get(JSON.stringify(route.authorizer))]));
  const { rateLimit, burstLimit, accessLog: log } = api.stage ?? {};
  const limited = throttled && rateLimit !== undefined && burstLimit !== undefined;
  const sameLog = log !== undefined && JSON.stringify(before?.api.stage?.accessLog) === JSON.stringify(log);
  const newLog = log === undefined ? undefined : accessLog(log, (line) => follow(log.group, line));
  return {
    apiId: api.apiId,
    router: new Router(api.routes),
    authorizer: (route) => byRoute.get(route),
    throttle: limited ? new Throttle(rateLimit, burstLimit) : undefined,
    accessLog: sameLog ? before?.deployed.accessLog : newLog,
  };
};
