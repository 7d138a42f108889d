import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type { Caller } from '../core/call.ts';

/** A question to a domain, as the gateway would put it; a `GET` unless it says otherwise. */
export interface Question {
  readonly method?: 'GET' | 'POST';
  /** As the domain's contract spells it. */
  readonly path: string;
  /** Of the path, in the place of its `{name}`s. */
  readonly params?: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
  /** The `Idempotency-Key`. */
  readonly key?: string;
  readonly query: Readonly<Record<string, string>>;
  readonly requestId: string;
  readonly caller?: Caller;
}

const claimsOf = ({ tenant, clientId, scopes, generation, tokenId }: Caller): Readonly<Record<string, string>> => ({
  tenant,
  sub: clientId,
  client_id: clientId,
  scope: [...scopes].join(' '),
  ...(generation === undefined ? {} : { client_generation: String(generation) }),
  ...(tokenId === undefined ? {} : { jti: tokenId }),
});

/** The JWT context of the caller, so that the domain checks scopes and tenant as it always does. */
const authorizerOf = (caller: Caller | undefined) => ({
  principalId: '',
  integrationLatency: 0,
  jwt: { claims: caller === undefined ? {} : { ...claimsOf(caller) }, scopes: [...(caller?.scopes ?? [])] },
});

/** The names of a path replaced by their values. */
const filled = (path: string, params: Readonly<Record<string, string>>): string =>
  Object.entries(params).reduce((text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)), path);

/**
 * A call in the form of the HTTP API's payload 2.0. The caller is the one that the gateway has proved to whoever asks. A domain
 * trusts it as it trusts the gateway, so the right to invoke its function is the right to act as any caller. Besides the gateway
 * four roles of Folio have it. meta's passes its own caller on. payments' moves money of the tenant that asked, statements' reads
 * histories of it. The registry's prober asks for the health, without a caller.
 */
export const domainCall = (question: Question): APIGatewayProxyEventV2WithJWTAuthorizer => {
  const { method = 'GET', path, params = {}, query, requestId, caller, body, key } = question;
  const routeKey = `${method} ${path}`;
  const rawPath = filled(path, params);
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    pathParameters: { ...params },
    ...(body === undefined ? {} : { body }),
    queryStringParameters: { ...query },
    isBase64Encoded: false,
    requestContext: {
      accountId: '',
      apiId: '',
      authorizer: authorizerOf(caller),
      domainName: '',
      domainPrefix: '',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '', userAgent: 'folio' },
      requestId,
      routeKey,
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  };
};
