import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Call, Caller } from './call.ts';
import { common } from './common-problems.ts';
import { faultsRefusal } from './faults.ts';
import { readBody } from './http-body.ts';
import { type Operation, SCOPES, type Scope } from './operation.ts';
import { Refusal } from './problem.ts';
import { fingerprint } from './receipt.ts';

/** The event of an HTTP API with payload format 2.0, with or without what its JWT authorizer adds. */
export type HttpEvent = APIGatewayProxyEventV2 & {
  readonly requestContext: {
    readonly authorizer?: { readonly jwt?: { readonly claims: Readonly<Record<string, unknown>> } };
  };
};

const KEY = /^[\x21-\x7e]{1,255}$/;
const KNOWN_SCOPES: ReadonlySet<string> = new Set(SCOPES);
const NOBODY: Caller = { tenant: '', clientId: '', scopes: new Set() };

/** The claims of the checked token. The gateway has verified it; here the scope is checked once more, and the tenant read. */
const callerOf = (event: HttpEvent, operation: Operation): Caller => {
  if (operation.scopes.length === 0) return NOBODY;
  const claims = event.requestContext.authorizer?.jwt?.claims;
  const { tenant, client_id: clientId, scope } = claims ?? {};
  if (typeof tenant !== 'string' || tenant === '' || typeof clientId !== 'string' || typeof scope !== 'string') {
    throw new Refusal(common.unauthorized, 'The token names no tenant, client or scope of this API.');
  }
  const scopes = new Set(scope.split(' ').filter((one): one is Scope => KNOWN_SCOPES.has(one)));
  if (!operation.scopes.some((one) => scopes.has(one))) {
    throw new Refusal(common.forbidden, `This call needs the scope ${operation.scopes.join(' or ')}.`);
  }
  return { tenant, clientId, scopes };
};

const paramsOf = (event: HttpEvent, operation: Operation): unknown => {
  if (operation.params === undefined) return {};
  const parsed = operation.params.safeParse(event.pathParameters ?? {});
  if (parsed.success) return parsed.data;
  throw new Refusal(common['not-found'], 'There is nothing under this path.');
};

/** From the raw text: API Gateway joins repeated parameters with a comma, which would hide them. */
const queryOf = (event: HttpEvent, operation: Operation): unknown => {
  const query: Record<string, string> = Object.create(null);
  if (event.rawQueryString !== '') {
    for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
      if (name in query) throw new Refusal(common.query, 'A query parameter is given twice.');
      query[name] = value;
    }
  }
  if (operation.query === undefined) {
    if (Object.keys(query).length === 0) return {};
    throw new Refusal(common.query, 'This call takes no query parameters.');
  }
  const parsed = operation.query.safeParse(query);
  if (parsed.success) return parsed.data;
  throw faultsRefusal(parsed.error.issues, operation, common.query, 'query');
};

const keyOf = (event: HttpEvent, operation: Operation, query: unknown): string | undefined => {
  const isDryRun = (query as { readonly dryRun?: unknown }).dryRun === 'true';
  if (operation.idempotency === 'none' || (operation.idempotency === 'unless-dry-run' && isDryRun)) return undefined;
  const key = event.headers['idempotency-key'];
  if (key === undefined) throw new Refusal(common['idempotency-key-missing'], 'Send an Idempotency-Key header.');
  if (KEY.test(key)) return key;
  throw new Refusal(common['idempotency-key-format'], 'An Idempotency-Key has 1 to 255 visible ASCII characters.');
};

const ifMatchOf = (event: HttpEvent, operation: Operation): string | undefined => {
  if (operation.ifMatch !== true) return undefined;
  const etag = event.headers['if-match'];
  if (etag === undefined || etag === '') {
    throw new Refusal(common['precondition-required'], 'Send the ETag of the object in If-Match.');
  }
  return etag;
};

/**
 * Turns an event into a checked call, or throws the refusal that answers it.
 * @param deadline milliseconds since the epoch by which an answer must be on its way
 */
export const readCall = (event: HttpEvent, operation: Operation, deadline: number): Call<Operation> => {
  const caller = callerOf(event, operation);
  const params = paramsOf(event, operation);
  const query = queryOf(event, operation);
  const key = keyOf(event, operation, query);
  const hasBody = operation.method !== 'GET' && operation.method !== 'DELETE';
  const body = hasBody
    ? readBody(operation, {
        body: event.body,
        isBase64Encoded: event.isBase64Encoded,
        contentType: event.headers['content-type'],
        contentEncoding: event.headers['content-encoding'],
      })
    : undefined;
  return {
    operation,
    params: params as Call<Operation>['params'],
    query: query as Call<Operation>['query'],
    body: body as Call<Operation>['body'],
    caller,
    key,
    fingerprint: key === undefined ? '' : fingerprint(operation.operationId, params, body),
    ifMatch: ifMatchOf(event, operation),
    headers: event.headers,
    requestId: event.requestContext.requestId,
    deadline,
  };
};
