import { randomUUID } from 'node:crypto';

/** What a test says of one call of the API; all else has its usual value. */
export interface Asked {
  readonly tenant?: string;
  readonly client?: string;
  readonly scope?: string;
  readonly id?: string;
  readonly rail?: string;
  readonly key?: string;
  readonly body?: object;
  readonly query?: string;
}

const SCOPE = 'payments:read payments:write payments:approve';

/** The call as API Gateway hands it to a function (payload format 2.0), as far as functions read it. */
export const gatewayEvent = (routeKey: string, asked: Asked) => {
  const { tenant = 'acme', client = 'cli_maker', scope = SCOPE, id, rail, key = randomUUID(), body, query } = asked;
  const [method = '', rawPath = ''] = routeKey.split(' ');
  return {
    routeKey,
    rawPath,
    rawQueryString: query ?? '',
    headers: { 'content-type': 'application/json', ...(method === 'POST' ? { 'idempotency-key': key } : {}) },
    pathParameters: { ...(id && { id }), ...(rail && { rail }) },
    body: body === undefined ? undefined : JSON.stringify(body),
    requestContext: {
      requestId: randomUUID(),
      http: { method },
      authorizer: { jwt: { claims: { tenant, client_id: client, scope } } },
    },
  };
};
