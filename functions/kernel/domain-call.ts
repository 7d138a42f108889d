import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type { Caller } from './call.ts';

/** A question to a domain, as the gateway would put it. */
export interface Question {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly requestId: string;
  readonly caller?: Caller;
}

const claimsOf = ({ tenant, clientId, scopes }: Caller): Readonly<Record<string, string>> => ({
  tenant,
  sub: clientId,
  client_id: clientId,
  scope: [...scopes].join(' '),
});

/** The JWT context of the caller, so that the domain checks scopes and tenant as it always does. */
const authorizerOf = (caller: Caller | undefined) => ({
  principalId: '',
  integrationLatency: 0,
  jwt: { claims: caller === undefined ? {} : { ...claimsOf(caller) }, scopes: [...(caller?.scopes ?? [])] },
});

/**
 * A `GET` in the form of the HTTP API's payload 2.0. The caller is the one that the gateway has proved to whoever asks; a domain
 * believes it, as it believes the gateway, so the right to invoke its function is the right to be any caller. Besides the gateway
 * two roles of Folio have it: meta's, which passes its own caller on, and the registry's prober, which asks for the health without one.
 */
export const domainCall = (question: Question): APIGatewayProxyEventV2WithJWTAuthorizer => {
  const { path, query, requestId, caller } = question;
  return {
    version: '2.0',
    routeKey: `GET ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {},
    queryStringParameters: { ...query },
    isBase64Encoded: false,
    requestContext: {
      accountId: '',
      apiId: '',
      authorizer: authorizerOf(caller),
      domainName: '',
      domainPrefix: '',
      http: { method: 'GET', path, protocol: 'HTTP/1.1', sourceIp: '', userAgent: 'folio' },
      requestId,
      routeKey: `GET ${path}`,
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  };
};
