import { randomUUID } from 'node:crypto';
import { build } from '../../functions/identity/handlers/api/routes.ts';
import type { IdentityDeps } from '../../functions/identity/handlers/deps.ts';
import type { Scope } from '../../functions/kernel/core/operation.ts';
import { SCOPES } from '../support/scopes.ts';

export interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly key?: string;
  readonly body?: unknown;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly replayed: boolean;
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Identity's HTTP function as an administrator of `acme` calls it, and its token endpoint. */
export const identityOver = (deps: IdentityDeps, clientId: string, scopes: readonly Scope[] = SCOPES) => {
  const api = build({ ...deps, log });
  const send = async (routeKey: string, event: object): Promise<Answered> => {
    const [method = '', rawPath = ''] = routeKey.split(' ');
    const claims = { tenant: 'acme', client_id: clientId, scope: scopes.join(' ') };
    const requestContext = { requestId: randomUUID(), http: { method }, authorizer: { jwt: { claims } } };
    const { statusCode, headers, body } = await api({ routeKey, rawPath, requestContext, ...event } as never);
    const replayed = Object.keys(headers).some((name) => name.toLowerCase() === 'idempotency-replayed');
    return { status: statusCode, text: body ?? '', replayed };
  };
  return {
    call: (routeKey: string, { params, query = '', key, body }: Asked): Promise<Answered> =>
      send(routeKey, {
        rawQueryString: query,
        headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
        pathParameters: params,
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    token: (id: string, secret: string): Promise<Answered> =>
      send('POST /oauth/token', {
        rawQueryString: '',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: id,
          client_secret: secret,
        }).toString(),
      }),
  };
};
